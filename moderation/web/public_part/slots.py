"""Slots: the places in the public part that the personal part fills.

A template marks a slot with ``slot("write")``, and what can be replaced as a whole with
``begin(12)`` and ``end()``. The marks contain a number that nobody outside this process
knows, so that no text of a reader can contain one.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

_SECRET = secrets.token_hex(16)
_END = "end"
_MARK = re.compile(f"<!--{_SECRET}:([a-z_]+)(?::([0-9]+))?-->")


@dataclass(frozen=True)
class Slot:
    """A place for something personal.

    :param comment_id: the comment that stands here; ``None`` for other slots.
    :param inside: what stands here if the personal part has nothing for it.
    """

    name: str
    comment_id: int | None = None
    inside: tuple[str | Slot, ...] = ()


Pieces = tuple[str | Slot, ...]
COMMENT = "comment"


def slot(name: str) -> Markup:
    """Return the mark of the slot *name*."""
    return Markup(f"<!--{_SECRET}:{name}-->")  # noqa: S704  A name of ours.


def begin(comment_id: int) -> Markup:
    """Return the mark before a comment."""
    return slot(f"{COMMENT}:{comment_id:d}")


def end() -> Markup:
    """Return the mark after a comment."""
    return slot(_END)


def marks() -> dict[str, Any]:
    """Return the functions that templates mark slots with."""
    return {"slot": slot, "begin": begin, "end": end}


def pieces_of(rendered: str) -> Pieces:
    """Return the text between the slots of a rendered template, and the slots."""
    outside: list[str | Slot] = []
    inside: list[str | Slot] | None = None
    comment_id = None
    for text, name, number in _split(rendered):
        (outside if inside is None else inside).append(text)
        if name == COMMENT:
            inside, comment_id = [], int(number)
        elif name == _END:
            outside.append(Slot(COMMENT, comment_id, tuple(filter(None, inside or ()))))
            inside = None
        elif name:
            (outside if inside is None else inside).append(Slot(name))
    return tuple(filter(None, outside))


def sections_of(rendered: str) -> dict[tuple[str, int | None], str]:
    """Return what follows each mark of a rendered template, by its name and number."""
    found: dict[tuple[str, int | None], str] = {}
    given: tuple[str, int | None] | None = None
    for text, name, number in _split(rendered):
        if given is not None:
            found[given] = text
        given = (name, int(number) if number else None)
    return found


def fill(
    pieces: Pieces,
    sections: Mapping[tuple[str, int | None], str],
    values: Mapping[str, Callable[[], str]],
) -> str:
    """Return the pieces with every slot filled.

    :param sections: the contents of slots, by name and comment.
    :param values: functions that make the content of a slot, a new one each time.
    """
    return "".join(_filled(pieces, sections, values))


def _filled(
    pieces: Pieces,
    sections: Mapping[tuple[str, int | None], str],
    values: Mapping[str, Callable[[], str]],
) -> Iterator[str]:
    for piece in pieces:
        if isinstance(piece, str):
            yield piece
        elif (section := sections.get((piece.name, piece.comment_id))) is not None:
            yield section
        elif piece.name in values:
            yield values[piece.name]()
        else:
            yield from _filled(piece.inside, sections, values)


def _split(rendered: str) -> Iterator[tuple[str, str, str]]:
    """Yield each text with the name and the number of the mark that follows it."""
    parts = _MARK.split(rendered)
    for place in range(0, len(parts) - 1, 3):
        yield parts[place], parts[place + 1], parts[place + 2] or ""
    yield parts[-1], "", ""
