"""The looks of the frame, and headlines from addresses."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from moderation.embed.rules import (
    PAPERS,
    Theme,
    bundled,
    headline_of,
    readable_accent,
)

TOKENS = Path(__file__).parents[3] / "moderation" / "static" / "css" / "tokens.css"


@pytest.mark.parametrize(
    ("url", "headline"),
    [
        ("https://courier.example/news/a-truce-in-sight.html", "A truce in sight"),
        ("https://courier.example/2026/11/harbour_bridge/", "Harbour bridge"),
        ("https://courier.example/%C3%BCber-uns?x=1", "Über uns"),
        ("https://courier.example/", "courier.example"),
    ],
)
def test_a_headline_is_made_from_the_address(url: str, headline: str) -> None:
    assert headline_of(url) == headline


@pytest.mark.parametrize(
    ("accent", "theme", "taken"),
    [
        ("#1c4e8f", Theme.LIGHT, "#1c4e8f"),
        ("#1c4e8f", Theme.DARK, ""),
        ("#96bdf3", Theme.DARK, "#96bdf3"),
        ("#1c4e8f", Theme.AUTO, ""),
        ("#7A7A7A", Theme.AUTO, ""),
        ("#ffffff", Theme.LIGHT, ""),
        ("red", Theme.LIGHT, ""),
        ("#1c4e8f;}*{color:red", Theme.LIGHT, ""),
        ("#1c4e8f" * 1_000, Theme.LIGHT, ""),
    ],
)
def test_an_accent_is_taken_only_if_text_in_it_can_be_read(
    accent: str, theme: Theme, taken: str
) -> None:
    assert readable_accent(accent, theme) == taken


def test_the_papers_are_those_of_the_style_sheet() -> None:
    papers = re.findall(r"--paper: (#\w+);", TOKENS.read_text())

    assert papers == [PAPERS[Theme.LIGHT], PAPERS[Theme.DARK]]


def test_modules_become_one_in_which_none_hides_the_names_of_another() -> None:
    exporting = "const a = 1;\nexport function tell() {\n  return a;\n}\n"
    importing = 'import { tell } from "./one.js";\nconst a = 2;\ntell(a);\n'

    assert bundled([exporting, importing]) == (
        "const a = 1;\nfunction tell() {\n  return a;\n}\n\n"
        "{\nconst a = 2;\ntell(a);\n}\n"
    )
