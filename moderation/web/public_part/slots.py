"""Slots: the places in the public part that the personal part fills.

A template marks a slot with ``slot("write")``. If it has something to show to most
readers, that stands between ``begin("write")`` and ``end()``, and the personal part
replaces it for the others. A comment is a slot with a number, ``slot("comment", 12)``:
:mod:`moderation.web.public_part.comment_slots` renders what it shows. The marks
contain a number that nobody outside this process knows, so that no text of a reader
can contain one.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from markupsafe import Markup

_SECRET = secrets.token_hex(16)
_BEGIN, _END = "begin_", "end"
_MARK = re.compile(f"<!--{_SECRET}:([a-z_]+)(?::([0-9]+))?-->")


Key = tuple[str, int | None]
"""The name of a slot, and the comment that it is for, if any."""


@dataclass(frozen=True)
class Slot:
    """A place for something personal.

    :param inside: what stands here if the personal part has nothing for it.
    """

    key: Key
    inside: tuple[str | Slot, ...] = ()


Pieces = tuple[str | Slot, ...]
_Span = tuple[int, int]
COMMENT = "comment"


def slot(name: str, number: int | None = None) -> Markup:
    """Return the mark of the slot *name*, or of the one with this number."""
    which = name if number is None else f"{name}:{number:d}"
    return Markup(f"<!--{_SECRET}:{which}-->")  # noqa: S704  A name of ours.


def begin(name: str, number: int | None = None) -> Markup:
    """Return the mark before what most readers see in a slot."""
    return slot(_BEGIN + name, number)


def end() -> Markup:
    """Return the mark after it."""
    return slot(_END)


def marks() -> dict[str, Any]:
    """Return the functions that templates mark slots with."""
    return {"slot": slot, "begin": begin, "end": end}


def pieces_of(rendered: str) -> Pieces:
    """Return the text between the slots of a rendered template, and the slots."""
    outside: list[str | Slot] = []
    inside: list[str | Slot] | None = None
    key: Key = ("", None)
    for text, name, number in _split(rendered):
        (outside if inside is None else inside).append(text)
        if name.startswith(_BEGIN):
            inside, key = [], (name.removeprefix(_BEGIN), number)
        elif name == _END:
            outside.append(Slot(key, tuple(filter(None, inside or ()))))
            inside = None
        elif name:
            (outside if inside is None else inside).append(Slot((name, number)))
    return tuple(filter(None, outside))


def with_slots(pieces: Pieces, given: Mapping[int, Slot]) -> Pieces:
    """Return *pieces* with the *given* slots of comments, by their ids."""
    return tuple(
        given[piece.key[1] or 0]
        if isinstance(piece, Slot) and piece.key[0] == COMMENT
        else piece
        for piece in pieces
    )


def length(pieces: Pieces) -> int:
    """Return the number of characters in *pieces*."""
    return sum(
        len(piece) if isinstance(piece, str) else length(piece.inside)
        for piece in pieces
    )


def with_inside(pieces: Pieces, name: str, inside: Pieces) -> Pieces:
    """Return *pieces* with *inside* instead of the slot *name*."""
    at = pieces.index(Slot((name, None)))
    return pieces[:at] + inside + pieces[at + 1 :]


def sections_of(rendered: str) -> dict[Key, str]:
    """Return what follows each mark of a rendered template."""
    found: dict[Key, str] = {}
    given: Key | None = None
    for text, name, number in _split(rendered):
        if given is not None:
            found[given] = text
        given = (name.removeprefix(_BEGIN), number)
    return found


class Outline:
    """The texts of a page in one row, and which of them each slot covers.

    Filling it does not look at slots that stay as they are.
    """

    def __init__(self, pieces: Pieces) -> None:
        self._texts: list[str] = []
        self._spans: dict[Key, list[_Span]] = {}
        self._named: dict[str, list[_Span]] = {}
        self._add(pieces)

    def filled(
        self,
        sections: Mapping[Key, str] = MappingProxyType({}),
        values: Mapping[str, Callable[[], str]] = MappingProxyType({}),
    ) -> str:
        """Return the page with its slots filled.

        :param sections: what replaces the contents of slots. A section that a larger
            one covers is left out.
        :param values: functions that make the content of a slot, a new one each time.
        """
        texts = self._texts.copy()
        for name, make in values.items():
            for span in self._named.get(name, ()):
                _cover(texts, span, make())
        found = [(span, key) for key in sections for span in self._spans.get(key, ())]
        for span, key in sorted(found, key=lambda each: each[0][1] - each[0][0]):
            _cover(texts, span, sections[key])
        return "".join(texts)

    def _add(self, pieces: Pieces) -> None:
        for piece in pieces:
            start = len(self._texts)
            if isinstance(piece, str):
                self._texts.append(piece)
                continue
            # A slot covers at least one text, so that it has a place.
            self._texts.append("")
            self._add(piece.inside)
            span = start, len(self._texts)
            self._spans.setdefault(piece.key, []).append(span)
            self._named.setdefault(piece.key[0], []).append(span)


def _cover(texts: list[str], span: _Span, text: str) -> None:
    start, end = span
    texts[start] = text
    if end > start + 1:
        texts[start + 1 : end] = [""] * (end - start - 1)


def _split(rendered: str) -> Iterator[tuple[str, str, int | None]]:
    """Yield each text with the name and the number of the mark that follows it."""
    parts = _MARK.split(rendered)
    for place in range(0, len(parts) - 1, 3):
        number = parts[place + 2]
        yield parts[place], parts[place + 1], int(number) if number else None
    yield parts[-1], "", None
