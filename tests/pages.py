"""Reads the tags of a page and their attributes."""

from __future__ import annotations

from html.parser import HTMLParser


class _Tags(HTMLParser):
    def __init__(self, name: str) -> None:
        super().__init__()
        self.name, self.found = name, list[dict[str, str]]()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == self.name:
            self.found.append({name: value or "" for name, value in attrs})


def tags(page: str, name: str) -> list[dict[str, str]]:
    """Return the attributes of every *name* in *page*, in order."""
    parser = _Tags(name)
    parser.feed(page)
    return parser.found
