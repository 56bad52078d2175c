"""Formats dates and numbers for the language of the request.

Outside a request the format is British English, and times are in UTC.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import lru_cache
from gettext import NullTranslations
from typing import Literal

import flask_babel
from babel import Locale, dates, numbers
from babel.lists import format_list

from auth.core.translation import (
    SOURCE_LOCALE,
    catalogue,
    gettext,
    is_in_request,
    kept,
    spoken,
)

FIRST_OF_MONTH = {"fr": "1er"}
"""The first day of a month, where it is an ordinal that CLDR's patterns do not know."""


_named = (SOURCE_LOCALE, str(SOURCE_LOCALE))
"""The locale that was asked for last, and its name."""


def locale() -> Locale:
    """Return the language and country that determine the format."""
    if (block := spoken()) is not None:
        return block.locale
    found: Locale | None = getattr(kept(), "babel_locale", None)
    return found or (flask_babel.get_locale() if is_in_request() else SOURCE_LOCALE)


def _language() -> str:
    """Return the name of the locale.

    What is formatted is kept under it: locales take long to compare. Babel puts it
    together each time, and a page asks two hundred times.
    """
    global _named  # noqa: PLW0603  One pair, replaced as a whole, is safe with threads.
    now = locale()
    named = _named
    if named[0] is not now:
        _named = named = (now, str(now))
    return named[1]


def zone() -> tzinfo:
    """Return the time zone in which times are shown."""
    if (block := spoken()) is not None:
        return block.zone
    found: tzinfo | None = getattr(kept(), "babel_tzinfo", None)
    return found or (flask_babel.get_timezone() if is_in_request() else UTC)


def day(at: date | datetime) -> str:
    """Return the date, such as "30 November 2026"."""
    there = at.astimezone(zone()).date() if isinstance(at, datetime) else at
    return _day(there, _language())


@lru_cache(maxsize=4096)
def _day(at: date, language: str) -> str:
    written_in = Locale.parse(language)
    return _with_ordinal(dates.format_date(at, "long", locale=written_in), written_in)


def _with_ordinal(text: str, written_in: Locale) -> str:
    """Write the first day of a month as the language does: "1er décembre 2026"."""
    ordinal = FIRST_OF_MONTH.get(written_in.language)
    return re.sub(r"^1(?=\s)", ordinal, text) if ordinal else text


def short_day(at: date | datetime) -> str:
    """Return the day for a chart, such as "3 Nov"."""
    there = at.astimezone(zone()) if isinstance(at, datetime) else at
    written_in = locale()
    text = dates.format_skeleton("MMMd", there, locale=written_in)
    return _with_ordinal(text, written_in)


def month(at: date | datetime) -> str:
    """Return the month with its year, such as "November 2026"."""
    there = at.astimezone(zone()) if isinstance(at, datetime) else at
    return dates.format_skeleton("yMMMM", there, locale=locale())


def weekday_names() -> list[str]:
    """Return the names of the days of the week, from Monday."""
    names = dates.get_day_names("wide", context="stand-alone", locale=locale())
    return [str(names[number]) for number in range(7)]


def clock(at: datetime) -> str:
    """Return the time of day with its time zone, such as "08:05 UTC"."""
    minute = at.astimezone(UTC).replace(second=0, microsecond=0)
    return _clock(minute, zone(), _language())


@lru_cache(maxsize=4096)
def _clock(at: datetime, where: tzinfo, language: str) -> str:
    # By the zone as well: times of one instant are equal in every zone.
    there, written_in = at.astimezone(where), Locale.parse(language)
    time = dates.format_time(there, "short", tzinfo=where, locale=written_in)
    return f"{time} {dates.get_timezone_name(there, 'short', locale=written_in)}"


def moment(at: datetime) -> str:
    """Return a moment for a sentence, such as "30 November 2026 at 08:05 UTC"."""
    return gettext("%(day)s at %(time)s", day=day(at), time=clock(at))


def timestamp(at: datetime) -> str:
    """Return a moment outside a sentence, such as "30 November 2026, 08:05 UTC"."""
    return timestamps()(at)


def timestamps() -> Callable[[datetime], str]:
    """Return :func:`timestamp` for many moments, in the language spoken now."""
    where, language, texts = zone(), _language(), catalogue()

    def written(at: datetime) -> str:
        minute = at.astimezone(UTC).replace(second=0, microsecond=0)
        return _timestamp(minute, where, language, texts)

    return written


@lru_cache(maxsize=4096)
def _timestamp(
    at: datetime, where: tzinfo, language: str, texts: NullTranslations
) -> str:
    day = _day(at.astimezone(where).date(), language)
    form = texts.gettext("%(day)s, %(time)s")
    return form % {"day": day, "time": _clock(at, where, language)}


def number(value: float) -> str:
    """Return a number with its digits grouped, such as "1,000"."""
    return _number(value, _language())


@lru_cache(maxsize=4096)
def _number(value: float, language: str) -> str:
    return numbers.format_decimal(value, locale=language)


def capped(value: int, most: int = 1_000) -> str:
    """Return a count that stops at *most*, such as "1,000+"."""
    if value < most:
        return number(value)
    return gettext("%(number)s+", number=number(most))


def fixed(value: float, digits: int = 2) -> str:
    """Return a number with *digits* decimal places."""
    return _fixed(round(value, digits), digits, _language())


@lru_cache(maxsize=4096)
def _fixed(value: float, digits: int, language: str) -> str:
    pattern = "0." + "0" * digits if digits else "0"
    return numbers.format_decimal(value, pattern, locale=language)


def language_name(code: str) -> str:
    """Return the name of a language; its code if the name is unknown."""
    return _language_name(code, _language())


@lru_cache(maxsize=1024)
def _language_name(code: str, language: str) -> str:
    return str(Locale.parse(language).languages.get(code, code))


def own_language_name(code: str) -> str:
    """Return the name of a language in that language, such as "Deutsch"."""
    named = Locale.parse(code)
    name = str(named.get_language_name(named) or code)
    return name[:1].upper() + name[1:]


def listing(words: Iterable[str]) -> str:
    """Return words as a list in a sentence, such as "a, b and c"."""
    return format_list(list(words), locale=locale())


def duration(seconds: int, *, ahead: bool = False) -> str:
    """Return a duration in words, rounded up to whole seconds, minutes or hours.

    :param ahead: whether to say "in 3 minutes" instead of "3 minutes".
    """
    unit, size = next(
        (each for each in _UNITS if max(seconds, 1) >= each[1]), ("second", 1)
    )
    whole = timedelta(seconds=-(-seconds // size) * size)
    return dates.format_timedelta(
        whole, unit, threshold=_NEVER, add_direction=ahead, locale=locale()
    )


_UNITS: tuple[tuple[Literal["hour", "minute", "second"], int], ...] = (
    ("hour", 3600),
    ("minute", 60),
    ("second", 1),
)
_NEVER = 10**9
"""A threshold that keeps Babel from choosing a larger unit."""
