"""Limits the work of concurrent calls, and the total cost of a batch."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from moderation.perspective.protocol.errors import batch_too_much, overloaded

MOST_CALLS = 6
"""Calls that run at once. The server has a few more threads, which refuse calls."""

MOST_CHARACTERS = 96_000
"""Characters of all running calls: about half a second of work for two cores."""

MOST_WAITING = 2
"""Calls that may wait, each in a thread of the server."""

PATIENCE = 0.4
"""Seconds that a call waits. Coral gives up after 0.8 seconds."""

BATCH_PATIENCE = 20.0
"""Seconds that a call of a batch waits, in a thread that belongs to the batch."""

MOST_TEXT_SPANS = 10_000
"""Texts and sentences that one batch may score: ten for each of 1,000 calls."""

MOST_ANSWERED = 8 * 1024 * 1024
"""Bytes of the responses of one batch. A thousand ordinary ones have about 2 MB."""


class Gate:
    """Admits the calls that can be answered in time. A few wait; others are refused."""

    def __init__(
        self,
        *,
        most_calls: int = MOST_CALLS,
        most_characters: int = MOST_CHARACTERS,
        most_waiting: int = MOST_WAITING,
    ) -> None:
        self._most_calls, self._most_characters = most_calls, most_characters
        self._most_waiting = most_waiting
        self._changed = threading.Condition()
        self._calls = self._characters = self._waiting = 0

    @contextmanager
    def entered(
        self, characters: int = 0, *, patience: float = PATIENCE, in_batch: bool = False
    ) -> Iterator[None]:
        """Reserve capacity for a call of so many characters.

        If nothing else runs, a call of any size is admitted.

        :param patience: seconds to wait.
        :param in_batch: whether the call belongs to a batch and so waits in a thread
            that the server does not need.
        :raises PerspectiveError: if there is no capacity in time, or too many wait.
        """
        with self._changed:
            self._wait(characters, patience, is_counted=not in_batch)
            self._calls += 1
            self._characters += characters
        try:
            yield
        finally:
            with self._changed:
                self._calls -= 1
                self._characters -= characters
                self._changed.notify_all()

    def _wait(self, characters: int, patience: float, *, is_counted: bool) -> None:
        if self._has_place(characters):
            return
        if is_counted and self._waiting >= self._most_waiting:
            raise overloaded()
        self._waiting += is_counted
        try:
            has_place = self._changed.wait_for(
                lambda: self._has_place(characters), patience
            )
        finally:
            self._waiting -= is_counted
        if not has_place:
            raise overloaded()

    def _has_place(self, characters: int) -> bool:
        if not self._calls:
            return True
        return (
            self._calls < self._most_calls
            and self._characters + characters <= self._most_characters
        )


class Allowance:
    """The remaining allowance of one batch. Safe to use from many threads."""

    def __init__(
        self, *, text_spans: int = MOST_TEXT_SPANS, answered: int = MOST_ANSWERED
    ) -> None:
        self._lock = threading.Lock()
        self._text_spans, self._answered = text_spans, answered

    def spend(self, text_spans: int) -> None:
        """Count texts and sentences that are about to be scored.

        :raises PerspectiveError: if the batch has used its allowance of texts.
        """
        with self._lock:
            if text_spans > self._text_spans:
                raise batch_too_much()
            self._text_spans -= text_spans

    def check(self) -> None:
        """Check that the batch may still be answered.

        :raises PerspectiveError: if the batch has used its allowance of bytes.
        """
        with self._lock:
            if self._answered <= 0:
                raise batch_too_much()

    def answer(self, size: int) -> None:
        """Count the bytes of a response."""
        with self._lock:
            self._answered -= size
