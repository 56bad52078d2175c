"""Finds names after an @ in the HTML of a comment, and makes links of them.

A name may be written with or without the separators between its parts: ``@Ruth Calder``
and ``@RuthCalder`` are the same. What stands in a quotation, a link or code names
nobody.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

import regex
from markupsafe import escape

from auth.core.naming.names import LONGEST, shapes
from moderation.discussion.text import MENTION

MOST_WORDS = 5
"""The most words of a name that are tried."""

MOST_PLACES = 20
"""The most places in a comment that are looked at."""

_TAG = re.compile(r"(<[^>]*>)")
_CLOSED_TO_NAMES = re.compile(r"<(/?)(a|code|pre|blockquote)\b")
_AT = regex.compile(r"(?<![\p{L}\p{M}\p{N}@./:])@(?=[\p{L}\p{N}])")
_WORD = regex.compile(r"[\p{L}\p{M}\p{N}]+")
_BETWEEN = regex.compile(r"[ .,'\u2019\-\u2010\u00b7_()&]{0,2}")


@dataclass(frozen=True)
class MentionedName:
    """What may be a name: its key, and how many characters it takes after the @."""

    key: str
    length: int


def keys_in(rendered: str) -> set[str]:
    """Return the keys of everything in a comment that may be a name after an @."""
    found: set[str] = set()
    left = MOST_PLACES

    def note(text: str) -> str:
        nonlocal left
        for at in islice(_AT.finditer(text), left):
            found.update(each.key for each in _names_at(text, at.end()))
            left -= 1
        return text

    _through(rendered, note)
    return found


def linked(rendered: str, addresses: Mapping[str, str]) -> str:
    """Return the HTML of a comment with links from names to *addresses*.

    :param addresses: addresses by the key of a name. The longest name counts.
    """
    return _through(rendered, lambda text: _linked_text(text, addresses))


def _linked_text(text: str, addresses: Mapping[str, str]) -> str:
    parts: list[str] = []
    done = 0
    for at in _AT.finditer(text):
        known = [each for each in _names_at(text, at.end()) if each.key in addresses]
        if not known:
            continue
        end = at.end() + known[-1].length
        address, name = addresses[known[-1].key], text[at.start() : end]
        link = f'{MENTION}{escape(address)}">{escape(name)}</a>'
        parts += [str(escape(text[done : at.start()])), link]
        done = end
    return "".join([*parts, str(escape(text[done:]))]) if parts else text


def _names_at(text: str, start: int) -> list[MentionedName]:
    """Return the names that may begin at *start*, the shortest first."""
    found: list[MentionedName] = []
    place, written = start, ""
    for _ in range(MOST_WORDS):
        word = _WORD.match(text, place)
        if word is None or word.end() - start > LONGEST:
            break
        written += word[0]
        found.append(MentionedName(shapes(written)[0], word.end() - start))
        between = _BETWEEN.match(text, word.end())
        place = between.end() if between else word.end()
    return found


def _through(rendered: str, change: Callable[[str], str]) -> str:
    """Return *rendered* with each text in it changed that may name somebody."""
    return "".join(_changed(rendered, change))


def _changed(rendered: str, change: Callable[[str], str]) -> Iterator[str]:
    depth = 0
    for piece in _TAG.split(rendered):
        if piece.startswith("<"):
            tag = _CLOSED_TO_NAMES.match(piece)
            depth += 0 if tag is None else -1 if tag[1] else 1
            yield piece
            continue
        text = html.unescape(piece)
        found = text if depth or "@" not in text else change(text)
        yield piece if found == text else found
