"""Partial responses: Google's ``fields`` parameter.

``attributeScores/TOXICITY/summaryScore,languages`` names paths. ``a(b,c)`` means
``a/b,a/c``, and ``*`` means every name. A path through a list applies to each element.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator, Set
from typing import Any

from moderation.perspective.protocol.errors import unknown_fields

Path = tuple[str, ...]

WHOLE: frozenset[Path] = frozenset({()})
"""The whole response."""

LONGEST = 2_000
DEEPEST = 16

_TOKEN = re.compile(r"[(),/]|[^(),/\s]+")


def read(text: str, known: Set[str]) -> frozenset[Path]:
    """Return the paths that *text* names; the whole response if it is empty.

    :param known: the names at the top level of the response.
    :raises PerspectiveError: for an unknown name, for text that is not a list of
        paths, and for one that is longer than 2,000 characters or deeper than 16.
    """
    if not text.strip():
        return WHOLE
    if len(text) > LONGEST:
        raise unknown_fields(text[:LONGEST])
    tokens = deque(_TOKEN.findall(text))
    try:
        paths = frozenset(_paths(tokens, DEEPEST))
    except IndexError:
        raise unknown_fields(text) from None
    if tokens:
        raise unknown_fields(text)
    for path in paths:
        if path[0] not in known and path[0] != "*":
            raise unknown_fields(path[0])
    return paths


def kept(content: Any, paths: Set[Path]) -> Any:
    """Return the part of *content* that lies on one of *paths*."""
    if () in paths:
        return content
    if isinstance(content, list):
        return [kept(each, paths) for each in content]
    if not isinstance(content, dict):
        return {}
    cut = {
        name: kept(value, {path[1:] for path in paths if path[0] in (name, "*")})
        for name, value in content.items()
        if any(path[0] in (name, "*") for path in paths)
    }
    return {name: part for name, part in cut.items() if part or part == content[name]}


def _paths(tokens: deque[str], depth: int) -> Iterator[Path]:
    """Yield the paths of a list, and consume its tokens.

    :raises IndexError: if a name is missing or the list is too deep.
    """
    yield from _path(tokens, depth)
    while tokens and tokens[0] == ",":
        tokens.popleft()
        yield from _path(tokens, depth)


def _path(tokens: deque[str], depth: int) -> Iterator[Path]:
    name = tokens.popleft()
    if depth == 0 or name in "(),/":
        raise IndexError
    following = tokens[0] if tokens else ""
    inner: Iterator[Path] = iter([()])
    if following == "/":
        tokens.popleft()
        inner = _path(tokens, depth - 1)
    elif following == "(":
        tokens.popleft()
        inner = iter([*_paths(tokens, depth - 1)])
        if tokens.popleft() != ")":
            raise IndexError
    for rest in inner:
        yield (name, *rest)
