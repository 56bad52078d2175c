"""Enforces the quota of each key, and counts its calls by day.

Calls are counted in memory, because a call must not wait for the disk, and written
every few seconds. Counts that cannot be written are kept for the next time. A process
that is killed loses the counts since the last write. With several processes, each of
them grants the whole quota.
"""

from __future__ import annotations

import threading
import time
from collections import defaultdict
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from math import ceil

from auth.access import key_use
from auth.db.database import Database
from moderation.perspective.protocol.errors import quota_exceeded
from moderation.platform.chore_runner import Chore, attempt

WRITE_SECONDS = 3.0
MINUTE = timedelta(minutes=1)

Counts = Mapping[tuple[int, date], tuple[int, int]]
"""The number of answered and of refused calls, by key and day."""


class Quota:
    """Counts the calls of every key in this process. Safe to use from many threads."""

    def __init__(self, database: Database, *, a_minute: int) -> None:
        self._database, self._a_minute = database, a_minute
        self._lock = threading.Lock()
        self._minutes: dict[int, tuple[datetime, int]] = {}
        self._unwritten: dict[tuple[int, date], list[int]] = defaultdict(lambda: [0, 0])
        self._written_at = time.monotonic()

    def admit(self, key_id: int, *, now: datetime) -> None:
        """Count one call. The minute of a key begins with its first call.

        :raises PerspectiveError: if the key has used its calls of this minute.
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
        """Write the counts since the last time. Keeps them if writing fails."""
        with self._lock:
            counted = {
                name: (each[0], each[1]) for name, each in self._unwritten.items()
            }
            self._unwritten.clear()
            self._written_at = time.monotonic()
        if not counted:
            return
        if not attempt("quota", lambda: self._store(counted)):
            self._take_back(counted)

    def chore(self) -> Chore:
        """Return the chore of writing every few seconds, and once more at the end."""
        return Chore(
            name="quota", every=WRITE_SECONDS, do=self.write, ends_with_a_round=True
        )

    def _store(self, counted: Counts) -> None:
        with self._database.unit_of_work(write=True) as work:
            for (key_id, day), (calls, refused) in sorted(counted.items()):
                key_use.add(
                    work.session, key_id=key_id, day=day, calls=calls, refused=refused
                )

    def _take_back(self, counted: Counts) -> None:
        with self._lock:
            for name, (calls, refused) in counted.items():
                self._unwritten[name][0] += calls
                self._unwritten[name][1] += refused
