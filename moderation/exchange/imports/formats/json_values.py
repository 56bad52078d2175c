"""Reads JSON files, and values in them whose type is not certain."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from auth.core import numbers
from auth.core.translation import lazy_gettext as _
from moderation.exchange.imports.formats.errors import UnreadableFileError
from moderation.exchange.imports.names import EARLIEST

_HALF = re.compile(r"\\u[dD][89a-fA-F]")
"""How JSON writes a character, or half of one, outside the first 65,536."""
_SECONDS = 100_000_000_000
"""A larger number is one of milliseconds since 1970."""


def whole(pieces: Iterator[str]) -> Any:
    """Return the value of a JSON file, which is held in memory.

    :raises UnreadableFileError: if it is no JSON.
    """
    try:
        return _loaded("".join(pieces).lstrip("\ufeff"))
    except ValueError as error:
        raise UnreadableFileError(
            _("This is not a JSON file: %(error)s.", error=error)
        ) from error


def lines(pieces: Iterator[str]) -> Iterator[Any]:
    """Yield the value of each line that is not empty.

    :raises UnreadableFileError: naming the first line that is no JSON.
    """
    for number, line in enumerate(split(pieces), 1):
        if not line.strip():
            continue
        try:
            yield _loaded(line)
        except ValueError as error:
            message = _(
                "Line %(number)s is not JSON: %(error)s.", number=number, error=error
            )
            raise UnreadableFileError(message) from error


def _loaded(text: str) -> Any:
    value = json.loads(text)
    return _without_halves(value) if _HALF.search(text) else value


def _without_halves(value: Any) -> Any:
    """Return a value without halves of characters, which no database stores."""
    match value:
        case str():
            return value.encode("utf-8", "ignore").decode()
        case list():
            return [_without_halves(each) for each in value]
        case dict():
            return {
                _without_halves(key): _without_halves(each)
                for key, each in value.items()
            }
    return value


def objects(value: Any) -> list[dict[str, Any]]:
    """Return the objects of a list; none if it is no list."""
    found = value if isinstance(value, list) else []
    return [each for each in found if isinstance(each, dict)]


def word(values: Any, *keys: str) -> str:
    """Return the first of several texts or numbers that is there, as text."""
    for key in keys:
        value = values.get(key) if isinstance(values, dict) else None
        if isinstance(value, str | int) and not isinstance(value, bool):
            return str(value)
    return ""


def moment(value: Any) -> datetime | None:
    """Return a time in ISO 8601 with an offset, or in seconds since 1970."""
    try:
        if isinstance(value, int | float):
            found = datetime.fromtimestamp(value, UTC)
        else:
            found = datetime.fromisoformat(str(value).strip())
        if found.tzinfo is None:
            found = found.replace(tzinfo=UTC)
        return found.astimezone(UTC) if found >= EARLIEST else None
    except (ValueError, OverflowError, OSError):
        return None


def moment_of_mongo(value: Any) -> datetime | None:
    """Return a time as MongoDB exports it, wrapped or as a number of milliseconds."""
    if isinstance(value, dict):
        value = value.get("$date")
    if isinstance(value, dict):
        value = numbers.parse(word(value, "$numberLong"))
    if isinstance(value, int) and value > _SECONDS:
        value /= 1_000
    return moment(value)


def split(pieces: Iterator[str]) -> Iterator[str]:
    """Yield the lines of a text that comes in pieces."""
    rest = ""
    for piece in pieces:
        *whole_lines, rest = (rest + piece).lstrip("\ufeff").split("\n")
        yield from whole_lines
    yield rest
