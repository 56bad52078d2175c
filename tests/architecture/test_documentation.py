"""The documentation names the settings, commands, pages and files that exist."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

import click
import pytest

from moderation import app as application
from moderation.platform.config import Config

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)")
FILE = re.compile(r"`([\w.-]+/[\w./-]*\w(?:\.(?:py|toml|html|js|css|json|md|conf)|/))`")
ROOTS = [ROOT, DOCS, ROOT / "moderation", ROOT / "moderation/review", ROOT / "auth"]
MADE_LATER = {"instance/demo-sign-ins.json", "moderation/migrations/"}
"""Files that are not in the tree: a run or the build of the wheel makes them."""
OF_LIBRARIES = {"openapi"}
"""Groups of commands that come from libraries."""


def test_every_setting_has_its_row() -> None:
    row = re.compile(r"^\| `([A-Z][A-Z0-9_]+)` \| ?(.*?) ?\| (.+) \|$", re.MULTILINE)
    text = (DOCS / "settings.md").read_text()
    told = {name: rest for name, *rest in row.findall(text)}

    assert told == {
        each.metadata["name"]: [
            f"`{each.default}`" if str(each.default) else "",
            each.metadata["help"],
        ]
        for each in fields(Config)
    }


def commands(group: click.Group, before: str = "") -> Iterator[str]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, f"{before}{name} ")
        else:
            yield before + name


def test_every_command_has_its_row(tmp_path: Path) -> None:
    app = application.create_app(application.testing_config(tmp_path))
    ours = {each for each in commands(app.cli) if each.split()[0] not in OF_LIBRARIES}
    text = (DOCS / "commands.md").read_text()
    rows = re.findall(r"^\| `([a-z]+(?: [a-z][a-z0-9-]*)?)", text, re.MULTILINE)

    assert set(rows) == ours


def pages_of(entry: Any) -> Iterator[str]:
    """Return the files that an entry of the navigation names."""
    if isinstance(entry, str):
        yield entry
    elif isinstance(entry, dict):
        for each in entry.values():
            yield from pages_of(each)
    else:
        for each in entry:
            yield from pages_of(each)


def test_the_site_leads_to_every_page() -> None:
    project = tomllib.loads((ROOT / "zensical.toml").read_text())["project"]
    files = {str(path.relative_to(DOCS)) for path in DOCS.rglob("*.md")}

    assert set(pages_of(project["nav"])) == files


@pytest.mark.parametrize("path", sorted(ROOT.glob("*.md")), ids=lambda path: path.name)
def test_links_at_the_top_lead_to_files(path: Path) -> None:
    """``make docs`` checks the links within ``docs/``."""
    targets = LINK.findall(path.read_text())

    assert [each for each in targets if not (ROOT / each).exists()] == []


@pytest.mark.parametrize(
    "path", sorted(DOCS.rglob("*.md")), ids=lambda path: str(path.relative_to(DOCS))
)
def test_pictures_are_there(path: Path) -> None:
    """``make docs`` checks links to pages, but not pictures."""
    pictures = re.findall(r"!\[[^\]]*\]\(([^)]+)\)", path.read_text())

    assert [each for each in pictures if not (path.parent / each).exists()] == []


@pytest.mark.parametrize(
    "path",
    sorted([*DOCS.rglob("*.md"), *ROOT.glob("*.md")]),
    ids=lambda path: str(path.relative_to(ROOT)),
)
def test_files_that_are_named_are_there(path: Path) -> None:
    named = set(FILE.findall(path.read_text())) - MADE_LATER

    assert [
        each for each in named if not any((root / each).exists() for root in ROOTS)
    ] == []
