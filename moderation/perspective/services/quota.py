"""How often each key calls: refused past its quota, and counted by day.

Counted in memory, for a call must not wait for the disk; written every few seconds.
A process that is killed forgets what it had not written yet. Several processes each
grant the whole quota.
"""

from __future__ import annotations

import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from math import ceil

from auth import key_use
from auth.database import Database
from moderation.perspective.errors import overloaded, quota_exceeded

WRITE_SECONDS = 3.0
MINUTE = timedelta(minutes=1)

MOST_CALLS = 6
"""Calls at work at once; a server has a few threads more, to refuse with."""

MOST_CHARACTERS = 96_000
"""Characters at work at once, about half a second of two cores."""


class Quota:
    """The calls of every key of this process. Safe from many threads."""

    def __init__(self, database: Database, *, a_minute: int) -> None:
        self._database, self._a_minute = database, a_minute
        self._lock = threading.Lock()
        self._minutes: dict[int, tuple[datetime, int]] = {}
        self._unwritten: dict[tuple[int, date], list[int]] = defaultdict(lambda: [0, 0])
        self._written_at = time.monotonic()

    def admit(self, key_id: int, *, now: datetime) -> None:
        """Count one call. A key's minute begins with the first call that it makes.

        :raises PerspectiveError: if the key has had its calls of this minute.
        """
        with self._lock:
            began, count = self._minutes.get(key_id, (now, 0))
            if not timedelta(0) <= now - began < MINUTE:
                began, count = now, 0
            is_over = count >= self._a_minute
            self._minutes[key_id] = (began, count if is_over else count + 1)
            self._unwritten[key_id, now.date()][is_over] += 1
            is_due = time.monotonic() - self._written_at > WRITE_SECONDS
        if is_due:
            self.write()
        if is_over:
            left = (began + MINUTE - now).total_seconds()
            raise quota_exceeded(
                project=key_id, a_minute=self._a_minute, retry_after=ceil(left)
            )

    def write(self) -> None:
        """Write what was counted since the last time."""
        with self._lock:
            counted, self._unwritten = self._unwritten, defaultdict(lambda: [0, 0])
            self._written_at = time.monotonic()
        if not counted:
            return
        with self._database.unit_of_work(write=True) as work:
            for (key_id, day), (calls, refused) in sorted(counted.items()):
                key_use.add(
                    work.session, key_id=key_id, day=day, calls=calls, refused=refused
                )

    def keep_writing(self, stop: threading.Event) -> None:
        """Write every few seconds, and once more when *stop* is set."""
        while not stop.wait(WRITE_SECONDS):
            self.write()
        self.write()


class Gate:
    """Lets so many calls in as can be answered in time, and refuses the others."""

    def __init__(
        self, *, most_calls: int = MOST_CALLS, most_characters: int = MOST_CHARACTERS
    ) -> None:
        self._most_calls, self._most_characters = most_calls, most_characters
        self._lock = threading.Lock()
        self._calls = self._characters = 0

    @contextmanager
    def entered(self, characters: int) -> Iterator[None]:
        """Hold a place for a call of so many characters.

        A call of any size enters where no other is.

        :raises PerspectiveError: at once, if there is no place.
        """
        with self._lock:
            is_full = self._calls >= self._most_calls or (
                self._calls and self._characters + characters > self._most_characters
            )
            if is_full:
                raise overloaded()
            self._calls += 1
            self._characters += characters
        try:
            yield
        finally:
            with self._lock:
                self._calls -= 1
                self._characters -= characters
