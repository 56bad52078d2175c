"""The templates of both packages, and their text without Jinja code."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

ROOT = Path(__file__).parents[2]
EXPRESSION = re.compile(r"\{\{-?(.*?)-?\}\}", re.DOTALL)
STATEMENT = re.compile(r"\{%.*?%\}|\{#.*?#\}", re.DOTALL)
TITLE = re.compile(r"\{% block title %\}.*?\{% endblock %\}", re.DOTALL)
VOID = {"input", "meta", "link", "br", "img", "hr", "wbr"}


@dataclass
class Shown:
    """An expression whose value a template shows, and the tags around it."""

    expression: str
    around: list[tuple[str, dict[str, str]]] = field(default_factory=list)


def paths() -> list[Path]:
    """Return every template."""
    return sorted(
        path
        for package in ("auth", "moderation")
        for path in (ROOT / package).rglob("templates/**/*.html")
    )


def mails() -> list[Path]:
    """Return the template of every mail."""
    return sorted(
        path
        for package in ("auth", "moderation")
        for path in (ROOT / package).rglob("templates/*/mail/*.txt")
    )


class _Reader(HTMLParser):
    """Follows the tags, and takes a numbered mark in the text for an expression."""

    def __init__(self, expressions: list[str]) -> None:
        super().__init__()
        self.expressions = expressions
        self.open: list[tuple[str, dict[str, str]]] = []
        self.shown: list[Shown] = []
        self.tags: list[tuple[str, dict[str, str]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        entry = (tag, {name: value or "" for name, value in attrs})
        self.tags.append(entry)
        if tag not in VOID:
            self.open.append(entry)

    def handle_endtag(self, tag: str) -> None:
        for place in range(len(self.open) - 1, -1, -1):
            if self.open[place][0] == tag:
                del self.open[place:]
                return

    def handle_data(self, data: str) -> None:
        for number in re.findall(r"⟦(\d+)⟧", data):
            expression = self.expressions[int(number)]
            self.shown.append(Shown(expression.strip(), list(self.open)))


def read(path: Path) -> _Reader:
    """Return the tags of a template and what it shows between them."""
    text = STATEMENT.sub("", TITLE.sub("", path.read_text()))
    expressions: list[str] = []

    def mark(match: re.Match[str]) -> str:
        expressions.append(match[1])
        return f"⟦{len(expressions) - 1}⟧"

    reader = _Reader(expressions)
    reader.feed(EXPRESSION.sub(mark, text))
    return reader
