"""When mail and push may leave: quiet hours, and the hour of a reader's digest.

Hours are whole, in the reader's own time zone. They are computed on the reader's clock
and returned in UTC, so that they stay right when the clocks change.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from moderation.notifications.rules import Rhythm

DIGEST_HOUR = 7
FOLDED_FOR = timedelta(hours=1)
"""The least time between two mails about one thread."""
MOST_MAILS_A_DAY = 6
"""Mails to one reader within a day. What follows is put together, once an hour."""
TOLD_WITHIN = timedelta(days=8)
"""Older notifications are not mailed any more: longer than a week's digest waits."""


@dataclass(frozen=True, kw_only=True)
class Clock:
    """A reader's time zone, quiet hours and digest.

    :param zone: an IANA name; empty or unknown for UTC.
    :param quiet_from: the hour at which the quiet hours begin; ``None`` for none.
    :param quiet_until: the hour at which they end.
    :param weekday: the day of a weekly digest, 0 for Monday.
    """

    zone: str = ""
    quiet_from: int | None = None
    quiet_until: int | None = None
    rhythm: Rhythm = Rhythm.DAILY
    digest_hour: int = DIGEST_HOUR
    weekday: int = 0

    def next_digest(self, now: datetime) -> datetime:
        """Return when the next digest is due, later than *now*."""
        there = now.astimezone(zone_named(self.zone))
        day = there.date()
        for _ in range(8):
            is_day = self.rhythm is Rhythm.DAILY or day.weekday() == self.weekday
            due = datetime.combine(day, time(self.digest_hour), tzinfo=there.tzinfo)
            if is_day and due.astimezone(UTC) > now:
                break
            day += timedelta(days=1)
        return due.astimezone(UTC)

    def may_tell_at(self, now: datetime) -> datetime:
        """Return *now*, or the end of the quiet hours that *now* is in."""
        start, end = self.quiet_from, self.quiet_until
        if start is None or end is None or start == end:
            return now
        there = now.astimezone(zone_named(self.zone))
        hours_left = (end - there.hour) % 24
        if (there.hour - start) % 24 >= (end - start) % 24:
            return now
        day = there.date() + timedelta(days=there.hour + hours_left >= 24)
        return datetime.combine(day, time(end), tzinfo=there.tzinfo).astimezone(UTC)


@cache
def zone_names() -> tuple[str, ...]:
    """Return the names of the time zones that a reader can choose."""
    return tuple(
        sorted(
            name
            for name in available_timezones()
            if name == "UTC" or ("/" in name and not name.startswith("Etc/"))
        )
    )


@cache
def zone_named(name: str) -> ZoneInfo:
    """Return the time zone *name*; UTC for an empty or unknown name."""
    return ZoneInfo(name if name in zone_names() else "UTC")
