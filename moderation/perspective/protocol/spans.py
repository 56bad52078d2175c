"""Spans of a text, counted in UTF-16 code units as Perspective's clients expect."""

from __future__ import annotations

import re
from dataclasses import dataclass

MOST_SENTENCES = 64
"""The most sentences of a text. The last one contains all the rest."""

_BREAK = re.compile(
    r"(?:[.!?\u2026]+[\"'\u201d\u2019)\]]*(?=\s)|[\u3002\uff01\uff1f]+|\n)\s*"
)


@dataclass(frozen=True)
class TextSpan:
    """A part of a text, ``begin`` to ``end`` in UTF-16 code units, end exclusive."""

    text: str
    begin: int
    end: int


def utf16_length(text: str) -> int:
    """Return the number of UTF-16 code units in *text*; a lone surrogate is one."""
    return len(text) + sum(char > "\uffff" for char in text)


def whole(text: str) -> TextSpan:
    """Return all of *text* as one span."""
    return TextSpan(text, 0, utf16_length(text))


def sentences(text: str) -> list[TextSpan]:
    """Return the sentences of *text*, without the white space between them.

    There is at least one, and at most :data:`MOST_SENTENCES`.
    """
    starts = [0, *(match.end() for match in _BREAK.finditer(text))][:MOST_SENTENCES]
    found, units, at = [], 0, 0
    for start, end in zip(starts, [*starts[1:], len(text)], strict=True):
        piece = text[start:end]
        plain = piece.strip()
        if not plain:
            continue
        begin = start + piece.index(plain)
        units += utf16_length(text[at:begin])
        length = utf16_length(plain)
        found.append(TextSpan(plain, units, units + length))
        units, at = units + length, begin + len(plain)
    return found or [whole(text)]
