"""What happens in the demo, performed in the order of its times.

Rows get their numbers in the order in which they are stored, and lists are sorted by
number, as in a newsroom where time only passes forwards.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable
from datetime import datetime
from itertools import count

Act = Callable[[datetime], None]


class Timeline:
    """Acts with their times; an act may plan later ones."""

    def __init__(self, until: datetime) -> None:
        """:param until: the moment of the founding. What comes later never happens."""
        self.until = until
        self._planned: list[tuple[datetime, int, Act]] = []
        self._numbers = count()

    def add(self, at: datetime, act: Act) -> None:
        """Plan *act*, which is called with its time, unless that is still to come."""
        if at <= self.until:
            heapq.heappush(self._planned, (at, next(self._numbers), act))

    def play(self) -> None:
        """Perform everything, the earliest first."""
        while self._planned:
            at, _, act = heapq.heappop(self._planned)
            act(at)
