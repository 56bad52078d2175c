"""Quiet hours, digests and folding, on the reader's clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from moderation.notifications.plans import Waiting, mail_at
from moderation.notifications.rules import Rhythm, Way
from moderation.notifications.timing import Clock

BERLIN = Clock(zone="Europe/Berlin", quiet_from=22, quiet_until=7)
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)  # A Monday.


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "told_at"),
    [
        ("2026-11-23T20:59", "2026-11-23T20:59"),
        ("2026-11-23T21:00", "2026-11-24T06:00"),
        ("2026-11-24T05:59", "2026-11-24T06:00"),
        ("2026-11-24T06:00", "2026-11-24T06:00"),
        # The night in which summer time ends has an hour more.
        ("2026-10-24T20:30", "2026-10-25T06:00"),
        # The night in which it begins has an hour less.
        ("2026-03-28T21:30", "2026-03-29T05:00"),
    ],
)
def test_quiet_hours_end_at_the_hour_on_the_readers_clock(
    now: str, told_at: str
) -> None:
    assert BERLIN.may_tell_at(at(now)) == at(told_at)


def test_quiet_hours_may_lie_within_a_day() -> None:
    siesta = Clock(quiet_from=13, quiet_until=16)

    assert siesta.may_tell_at(at("2026-11-23T14:30")) == at("2026-11-23T16:00")
    assert siesta.may_tell_at(at("2026-11-23T16:30")) == at("2026-11-23T16:30")


@pytest.mark.parametrize(
    ("clock", "now", "due"),
    [
        (Clock(), "2026-11-23T06:59", "2026-11-23T07:00"),
        (Clock(), "2026-11-23T07:00", "2026-11-24T07:00"),
        (Clock(zone="Asia/Kolkata"), "2026-11-23T00:00", "2026-11-23T01:30"),
        (Clock(zone="America/New_York"), "2026-11-23T03:00", "2026-11-23T12:00"),
        (Clock(zone="Mars/Olympus"), "2026-11-23T06:59", "2026-11-23T07:00"),
        (Clock(rhythm=Rhythm.WEEKLY), "2026-11-23T06:59", "2026-11-23T07:00"),
        (Clock(rhythm=Rhythm.WEEKLY), "2026-11-23T07:00", "2026-11-30T07:00"),
        (
            Clock(rhythm=Rhythm.WEEKLY, weekday=6),
            "2026-11-23T12:00",
            "2026-11-29T07:00",
        ),
    ],
)
def test_the_digest_is_due_at_the_readers_hour(
    clock: Clock, now: str, due: str
) -> None:
    assert clock.next_digest(at(now)) == at(due)


def waiting(way: Way, **changes: object) -> Waiting:
    given: dict[str, object] = {"created_at": NOON, "way": way, "has_waited": False}
    return Waiting(**(given | changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        (waiting(Way.OFF), None),
        (waiting(Way.PAGE), None),
        (waiting(Way.AT_ONCE), NOON),
        (waiting(Way.DIGEST), at("2026-11-24T07:00")),
        (waiting(Way.DIGEST, has_waited=True), NOON),
        (
            waiting(Way.AT_ONCE, thread_mailed_at=NOON - timedelta(minutes=20)),
            NOON + timedelta(minutes=40),
        ),
        (
            waiting(Way.AT_ONCE, full_since=NOON - timedelta(minutes=50)),
            NOON + timedelta(minutes=10),
        ),
        (waiting(Way.AT_ONCE, full_since=NOON - timedelta(minutes=61)), NOON),
        (waiting(Way.AT_ONCE, created_at=NOON - timedelta(days=9)), None),
    ],
)
def test_a_notification_is_mailed_when_the_reader_wants_it(
    case: Waiting, expected: datetime | None
) -> None:
    assert mail_at(case, Clock(), now=NOON) == expected
