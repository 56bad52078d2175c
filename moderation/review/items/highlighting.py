"""Marks the spans that drove a verdict in the text that a moderator reads."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass
from html.parser import HTMLParser
from itertools import groupby

from moderation.scoring.base.protocol import Span

MOST_OF_IT = 0.8
"""A sentence with this share of the text is not marked, because it says nothing."""

SENTENCE, WORD = 1, 2
OPENING = {SENTENCE: '<mark class="sentence">', WORD: "<mark>"}


@dataclass(frozen=True)
class Driver:
    """A word or sentence that drove labels."""

    labels: tuple[str, ...]
    text: str


def marked(rendered: str, plain: str, spans: Sequence[Span]) -> str:
    """Return sanitised HTML with spans of its plain text in ``<mark>``.

    The other markup stays unchanged: a mark is closed and reopened at every tag.
    """
    levels = _levels(plain, spans)
    if not any(levels):
        return rendered
    whole = _Text()
    whole.feed(rendered)
    whole.close()
    content = "".join(whole.parts)
    before = len(content) - len(content.lstrip())
    marker = _Marker([0] * before + levels + [0] * len(content))
    marker.feed(rendered)
    marker.close()
    return "".join(marker.parts)


def drivers(plain: str, spans: Sequence[Span]) -> list[Driver]:
    """Return each marked word with the labels that it drove, in order of the text."""
    words = sorted((span.start, span.end) for span in spans if span.is_word)
    found = []
    for place, _ in groupby(words):
        labels = [
            span.label.value
            for span in spans
            if span.is_word and (span.start, span.end) == place
        ]
        found.append(Driver(tuple(sorted(set(labels))), plain[slice(*place)]))
    return found


def _levels(plain: str, spans: Sequence[Span]) -> list[int]:
    levels = [0] * len(plain)
    for span in spans:
        level = WORD if span.is_word else SENTENCE
        if level == SENTENCE and span.end - span.start > MOST_OF_IT * len(plain):
            continue
        for place in range(max(span.start, 0), min(span.end, len(plain))):
            levels[place] = max(levels[place], level)
    return levels


class _Text(HTMLParser):
    """Collects the visible text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []

    def handle_data(self, data: str) -> None:
        """Keep a span of text."""
        self.parts.append(data)


class _Marker(_Text):
    """Writes the HTML with marks around the text of each level."""

    def __init__(self, levels: list[int]) -> None:
        super().__init__()
        self._levels, self._place = levels, 0

    def handle_starttag(self, *_tag: object) -> None:
        """Keep a tag as it was written."""
        self.parts.append(self.get_starttag_text() or "")

    def handle_endtag(self, tag: str) -> None:
        """Keep the end of a tag."""
        self.parts.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        """Mark a span of text."""
        levels = self._levels[self._place : self._place + len(data)]
        self._place += len(data)
        paired = zip(data, levels, strict=False)
        for level, run in groupby(paired, key=lambda pair: pair[1]):
            text = html.escape("".join(char for char, _ in run), quote=False)
            self.parts.append(f"{OPENING[level]}{text}</mark>" if level else text)
