"""Parses the dates in query strings."""

from __future__ import annotations

from datetime import UTC, datetime

from auth.core.errors import InvalidError
from auth.core.translation import lazy_gettext

LAST_YEAR = 9998
"""One year less than ``datetime`` allows, because pages add a day."""


def day(text: str, *, field: str) -> datetime | None:
    """Return the start of a day in UTC; ``None`` for an empty text.

    :raises InvalidError: if it is not a date, or after :data:`LAST_YEAR`.
    """
    if not text:
        return None
    try:
        found = datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError as error:
        raise InvalidError(_ASKED, {"field": field}) from error
    if found.year > LAST_YEAR:
        raise InvalidError(_ASKED, {"field": field})
    return found


_ASKED = lazy_gettext(
    "Please enter the date as year, month and day, for example 2026-11-30."
)
