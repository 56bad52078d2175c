"""Page texts use the words of the glossary and plain English.

The tests read the literal text of every template and the string literals of the code:
tables of words, messages, errors, mails and help of commands. They skip docstrings.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.architecture import templates
from tests.architecture.page_texts import ALLOWED, texts
from tests.architecture.sources import ROOT

RETIRED = {
    "sanction": r"\bmeasures?\b(?!-appeal| (how|what|of))",
    "mute": r"\bblock(s|ed)? (this|a|the|that) reader",
    "near-duplicate": r"\bnear[- ]cop(y|ies)\b",
    "second review": r"\bsecond look\b|\blooked at (twice|again)\b",
    "probability": r"\bis a chance\b",
    "shadow classifier": r"\bon trial\b",
    "someone": r"\b(some|any|every)body\b",
    "no one": r"\bnobody\b",
    "in the meantime": r"\bmeanwhile\b",
    "again": r"\banew\b",
    "the person who": r"\bwhoever\b",
    "house rule": r"\brules? of the house\b",
    "site": r"\bpublication (of this newsroom|has)\b",
    "phone": r"\btelephone\b(?! numbers)",
    "a plain verb": r"\bspeaks? for\b|\bsurely\b|\bworth nothing\b|\bfind a likeness\b",
    "has expired": r"\b(its time is over|is good for 24)\b",
}
"""The word to use, and a pattern of the words that it replaces."""


ALWAYS_PLURAL = re.compile(
    r"""\}\}(?:</\w+>)?\ (?:comments|replies|reports|minutes|hours|days|scores|articles
    |readers|decisions|near-duplicates|keys|opinions|items|appeals)\b.*""",
    re.VERBOSE,
)
"""A number with a noun that is in the plural whatever the number is."""


@pytest.mark.parametrize(("instead", "pattern"), RETIRED.items())
def test_a_retired_word_is_in_no_page_text(instead: str, pattern: str) -> None:
    retired = re.compile(pattern, re.IGNORECASE)
    found = [
        f"{path.relative_to(ROOT)}: {text[max(0, at.start() - 60) : at.end() + 60]}"
        for path, text in texts()
        if (at := retired.search(text))
    ]

    assert found == [], f"write “{instead}”"


def test_no_page_text_shouts() -> None:
    shouting = [text for _, text in texts() if re.search(r"[a-z]{2,}!(\s|$)", text)]

    assert shouting == []


@pytest.mark.parametrize("path", templates.paths(), ids=lambda path: path.name)
def test_a_number_of_one_is_followed_by_a_singular(path: Path) -> None:
    assert ALWAYS_PLURAL.findall(path.read_text()) == []


def test_what_is_allowed_is_still_there() -> None:
    assert [each for each in ALLOWED if not (ROOT / each).exists()] == []
