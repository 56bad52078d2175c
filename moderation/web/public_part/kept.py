"""A bounded store in this process for what was rendered."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Generic, TypeVar

V = TypeVar("V")


@dataclass(frozen=True)
class _Entry(Generic[V]):
    stamp: Hashable
    value: V
    size: int
    of: Hashable


class Kept(Generic[V]):
    """Values by key, each valid while its stamp stays the same.

    What was not asked for the longest is dropped first. Threads may use it at once.

    :param limit: the most that is kept, in the unit of *size*.
    :param size: measures a value. The length of its key counts as well.
    :param most_of_one: the most values that are kept of one thing, so that what
        visitors ask about one does not push out the others.
    """

    def __init__(
        self, limit: int, size: Callable[[V], int], most_of_one: int = 100
    ) -> None:
        self._limit, self._size_of, self._most_of_one = limit, size, most_of_one
        self._entries: OrderedDict[Hashable, _Entry[V]] = OrderedDict()
        self._keys: dict[Hashable, OrderedDict[Hashable, None]] = {}
        self._lock = threading.Lock()
        self.size = 0

    def get(self, key: Hashable, stamp: Hashable) -> V | None:
        """Return the value of *key*; ``None`` if there is none with this stamp."""
        with self._lock:
            entry = self._entries.get(key)
            if entry is None or entry.stamp != stamp:
                return None
            self._entries.move_to_end(key)
            if entry.of is not None:
                self._keys[entry.of].move_to_end(key)
            return entry.value

    def former(self, key: Hashable) -> V | None:
        """Return the value of *key* even if it is outdated; ``None`` without one."""
        with self._lock:
            entry = self._entries.get(key)
            return None if entry is None else entry.value

    def put(
        self, key: Hashable, stamp: Hashable, value: V, *, of: Hashable = None
    ) -> V:
        """Keep *value*, which replaces what *key* had before, and return it.

        :param of: the thing that the value is about, such as an article.
        """
        # A key may be longer than what it stands for: visitors choose addresses.
        entry = _Entry(stamp, value, self._size_of(value) + len(str(key)), of)
        with self._lock:
            self._drop(key)
            self._entries[key] = entry
            self.size += entry.size
            if of is not None:
                same = self._keys.setdefault(of, OrderedDict())
                same[key] = None
                if len(same) > self._most_of_one:
                    self._drop(next(iter(same)))
            while self.size > self._limit and self._entries:
                self._drop(next(iter(self._entries)))
        return value

    def clear(self) -> None:
        """Drop everything."""
        with self._lock:
            self._entries.clear()
            self._keys.clear()
            self.size = 0

    def _drop(self, key: Hashable) -> None:
        entry = self._entries.pop(key, None)
        if entry is None:
            return
        self.size -= entry.size
        if entry.of is not None:
            same = self._keys[entry.of]
            del same[key]
            if not same:
                del self._keys[entry.of]
