"""Builds the URLs of a page from patterns, because building one by its rule is slow.

A page of the desk has two hundred links, which differ only in their numbers.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from werkzeug.routing import BuildError

MOST_PATTERNS = 4_096
"""How many are kept. The code has a few hundred."""

Build = Callable[[str, dict[str, Any]], str]
"""Builds the URL of an endpoint by its rule."""

_WORD = re.compile(r"[A-Za-z0-9_-]+")
"""Words that stand in a URL as they are."""
_PATH = re.compile(r"[A-Za-z0-9_./-]+")
"""Paths, which may stand there as they are: that is tried once."""
_STAND_IN = 7_351_000_000_001
"""Stands for a number, with a few more added. A word is this number too."""
_Kind = Callable[[int], object]
_Key = tuple[str | _Kind | None, ...]
"""An endpoint, the names of values, and as many kinds of them."""
_Pattern = tuple[str, tuple[str, ...]] | None
"""A format and the names of what it takes; ``None`` where the rule has to be asked."""


class UrlPatterns:
    """Patterns of URLs, by the endpoint and the names of what is filled in."""

    def __init__(self) -> None:
        self._patterns: dict[_Key, _Pattern] = {}
        self._numbered: dict[_Key, str] = {}

    def url(self, endpoint: str, values: dict[str, Any], build: Build) -> str:
        """Return the URL of *endpoint*, equal to what *build* returns.

        :param build: must return the same for the same arguments whenever these
            patterns are used.
        """
        if len(values) == 1:
            # Most links differ in one number, and need not look at its kind again.
            (number,) = values.values()
            if type(number) is int and number >= 0:
                numbered = self._numbered.get((endpoint, *values))
                if numbered is not None:
                    return numbered % number
        key = (endpoint, *values, *map(_kind, values.values()))
        try:
            pattern = self._patterns[key]
        except KeyError:
            pattern = self._learn(key, build)
        if pattern is None:
            return build(endpoint, values)
        form, names = pattern
        return form % tuple([values[each] for each in names])

    def _learn(self, key: _Key, build: Build) -> _Pattern:
        if len(self._patterns) >= MOST_PATTERNS:
            self._patterns.clear()
            self._numbered.clear()
        pattern = _pattern(key, build)
        self._patterns[key] = pattern
        if pattern is not None and key[2:] == (int,):
            self._numbered[key[:2]] = pattern[0]
        return pattern


def _kind(value: object) -> _Kind | None:
    """Return what makes a value of this kind for a number; ``None`` without one."""
    if value is None:
        return _nothing
    if type(value) is int:
        return int if value >= 0 else None
    if type(value) is not str:
        return None
    if _WORD.fullmatch(value):
        return str
    return _path if _PATH.fullmatch(value) else None


def _path(number: int) -> str:
    return f"/{number}/"


def _nothing(_number: int) -> None:
    return None


def _pattern(key: _Key, build: Build) -> _Pattern:
    endpoint, *given = key
    names, kinds = given[: len(given) // 2], given[len(given) // 2 :]
    stand_ins: dict[str, Any] = {
        str(name): kind(_STAND_IN + place)
        for place, (name, kind) in enumerate(zip(names, kinds, strict=True))
        if callable(kind)
    }
    # A leading dot means the room of the request. Names such as _anchor and _external
    # say how to build the URL.
    is_plain = not any(
        each.startswith((".", "_")) for each in (str(endpoint), *stand_ins)
    )
    if len(stand_ins) < len(kinds) or not is_plain:
        return None
    try:
        url = build(str(endpoint), stand_ins)
    except (BuildError, ValueError):
        return None
    marks = {str(mark): name for name, mark in stand_ins.items() if mark is not None}
    pieces = re.split(f"({'|'.join(marks)})", url) if marks else [url]
    found = tuple(marks[each] for each in pieces[1::2])
    if sorted(found) != sorted(marks.values()):
        return None
    return "%s".join(each.replace("%", "%%") for each in pieces[::2]), found
