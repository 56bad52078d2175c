"""Builds the URLs of a page from patterns, because building one by its rule is slow.

A page of the desk has two hundred links, which differ only in their numbers.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from werkzeug.routing import BuildError

MOST_PATTERNS = 4_096
"""How many are kept. The code has a few hundred."""

Build = Callable[[str, dict[str, Any]], str]
"""Builds the URL of an endpoint by its rule."""

_SAFE = re.compile(r"[A-Za-z0-9_-]+")
"""Words that stand in a URL as they are."""
_FILE = re.compile(r"[A-Za-z0-9_./-]+")
"""Names of files, which are part of the path."""
_STAND_IN = 7_351_000_000_001
"""Stands for a number, with a few more added. A word is this number too."""
_Key = tuple[str | type, ...]
_Pattern = tuple[str, tuple[str, ...]] | None
"""A format and the names of what it takes; ``None`` where the rule has to be asked."""


class UrlPatterns:
    """Patterns of URLs, by the endpoint and the names of what is filled in."""

    def __init__(self) -> None:
        self._patterns: dict[_Key, _Pattern] = {}

    def url(self, endpoint: str, values: dict[str, Any], build: Build) -> str:
        """Return the URL of *endpoint*, equal to what *build* returns.

        :param build: must return the same for the same arguments whenever these
            patterns are used.
        """
        key = _key(endpoint, values)
        if key is None:
            return build(endpoint, values)
        try:
            pattern = self._patterns[key]
        except KeyError:
            pattern = self._learn(key, endpoint, values, build)
        if pattern is None:
            return build(endpoint, values)
        form, names = pattern
        return form % tuple([values[each] for each in names])

    def _learn(
        self, key: _Key, endpoint: str, values: Mapping[str, Any], build: Build
    ) -> _Pattern:
        if len(self._patterns) >= MOST_PATTERNS:
            self._patterns.clear()
        pattern = _pattern(endpoint, values, build)
        self._patterns[key] = pattern
        return pattern


def _key(endpoint: str, values: Mapping[str, Any]) -> _Key | None:
    """Return what the pattern depends on; ``None`` if the values need the rule."""
    if endpoint[0] == ".":
        return None
    safe = _FILE if endpoint == "static" else _SAFE
    key: list[str | type] = [endpoint]
    for name, value in values.items():
        kind = type(value)
        if not (kind is int and value >= 0) and not (
            kind is str and safe.fullmatch(value)
        ):
            return None
        # Names such as _anchor and _external say how to build it.
        if name[0] == "_":
            return None
        key += (name, kind)
    return tuple(key)


def _pattern(endpoint: str, values: Mapping[str, Any], build: Build) -> _Pattern:
    numbers = {name: _STAND_IN + place for place, name in enumerate(values)}
    stand_ins = {name: type(values[name])(each) for name, each in numbers.items()}
    try:
        url = build(endpoint, stand_ins)
    except (BuildError, ValueError):
        return None
    names = {str(each): name for name, each in numbers.items()}
    pieces = re.split(f"({'|'.join(names)})", url) if names else [url]
    found = tuple(names[each] for each in pieces[1::2])
    if sorted(found) != sorted(values):
        return None
    return "%s".join(each.replace("%", "%%") for each in pieces[::2]), found
