"""Runs the acts of the demo in the order of their times.

Rows get their ids in the order in which they are stored, and lists are sorted by id. So
the acts have to run in order, as in a real newsroom.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable
from datetime import datetime
from itertools import count

Act = Callable[[datetime], None]


class Timeline:
    """Acts with their times. An act may plan later ones."""

    def __init__(self, until: datetime) -> None:
        """:param until: the current time. Acts after it never happen."""
        self.until = until
        self._planned: list[tuple[datetime, int, Act]] = []
        self._numbers = count()

    def add(self, at: datetime, act: Act) -> None:
        """Plan *act*, which is called with its time, unless that is in the future."""
        if at <= self.until:
            heapq.heappush(self._planned, (at, next(self._numbers), act))

    def play(self) -> None:
        """Run all acts, the earliest first."""
        while self._planned:
            at, _, act = heapq.heappop(self._planned)
            act(at)
