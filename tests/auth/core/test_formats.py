"""Dates, numbers and durations are in British English by default."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from auth.core import formats
from auth.core.translation import speaking

AT = datetime(2026, 11, 3, 8, 5, tzinfo=UTC)


def test_a_moment_names_its_day_its_time_and_its_zone() -> None:
    assert formats.moment(AT) == "3 November 2026 at 08:05 UTC"
    assert formats.timestamp(AT) == "3 November 2026, 08:05 UTC"


def test_one_instant_is_written_in_each_time_zone() -> None:
    at = datetime(2026, 12, 1, 23, 30, tzinfo=UTC)
    there = ZoneInfo("Europe/Berlin")

    here = formats.timestamp(at)
    with speaking("en", zone=there):
        written = formats.timestamp(at), formats.timestamp(at.astimezone(there))

    assert here == "1 December 2026, 23:30 UTC"
    assert set(written) == {"2 December 2026, 00:30 CET"}


def test_an_hour_that_is_repeated_has_two_names() -> None:
    hours = [datetime(2026, 10, 25, hour, 30, tzinfo=UTC) for hour in (0, 1)]

    with speaking("en", zone=ZoneInfo("Europe/Berlin")):
        written = [formats.clock(each) for each in hours]

    assert written == ["02:30 CEST", "02:30 CET"]


def test_a_date_without_a_time_is_the_day_that_it_is() -> None:
    assert formats.day(date(2026, 1, 31)) == "31 January 2026"


@pytest.mark.parametrize(
    ("day", "written", "short"),
    [
        (1, "1er novembre 2026", "1er nov."),
        (2, "2 novembre 2026", "2 nov."),
        (11, "11 novembre 2026", "11 nov."),
        (21, "21 novembre 2026", "21 nov."),
    ],
)
def test_french_writes_the_first_of_a_month_as_an_ordinal(
    day: int, written: str, short: str
) -> None:
    with speaking("fr"):
        assert formats.day(date(2026, 11, day)) == written
        assert formats.short_day(AT.replace(day=day)) == short


def test_long_numbers_are_grouped() -> None:
    assert formats.number(1_234_567) == "1,234,567"


@pytest.mark.parametrize(
    ("value", "digits", "said"),
    [(0.5, 2, "0.50"), (0.126, 2, "0.13"), (3.04, 1, "3.0")],
)
def test_a_number_has_the_digits_that_are_asked_for(
    value: float, digits: int, said: str
) -> None:
    assert formats.fixed(value, digits) == said


@pytest.mark.parametrize(
    ("words", "said"),
    [(["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")],
)
def test_words_become_a_list_in_a_sentence(words: list[str], said: str) -> None:
    assert formats.listing(words) == said


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (1, "1 second"),
        (59, "59 seconds"),
        (60, "1 minute"),
        (61, "2 minutes"),
        (3600, "1 hour"),
        (3601, "2 hours"),
        (200_000, "56 hours"),
    ],
)
def test_a_wait_is_told_in_words(seconds: int, words: str) -> None:
    assert formats.duration(seconds) == words
    assert formats.duration(seconds, ahead=True) == f"in {words}"
