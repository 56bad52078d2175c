"""A scorer for work that may be left out: nobody ever waits for it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from contextlib import suppress

from moderation.scoring.base.errors import ScorerUnavailableError, ScoringError
from moderation.scoring.base.protocol import Scorer, Scores

MOST_AT_ONCE = 2
"""Calls that are scored at the same time. Another one is refused at once."""


class ReadyScorer:
    """The fast scorer of this process, once there is one.

    :param load: returns it, or ``None`` if it is not prepared. It is called once, in a
        thread of its own, when a score is wanted for the first time.
    """

    def __init__(self, load: Callable[[], Scorer | None]) -> None:
        self._load = load
        self._scorer: Scorer | None = None
        self._lock = threading.Lock()
        self._is_asked = False
        self._places = threading.BoundedSemaphore(MOST_AT_ONCE)

    def offer(self, scorer: Scorer) -> None:
        """Use a scorer that this process has loaded anyway."""
        self._scorer, self._is_asked = scorer, True

    def is_ready(self) -> bool:
        """Whether it is loaded. If nobody has asked before, loading begins."""
        if self._scorer is None:
            self._begin()
        return self._scorer is not None

    def score(self, texts: Sequence[str]) -> list[Scores] | None:
        """Return the scores of each text; ``None`` if they cannot be had at once."""
        scorer = self._scorer
        if scorer is None:
            self._begin()
        if scorer is None or not self._places.acquire(blocking=False):
            return None
        try:
            return scorer.score(texts)
        except ScorerUnavailableError:
            return None
        finally:
            self._places.release()

    def _begin(self) -> None:
        with self._lock:
            if self._is_asked:
                return
            self._is_asked = True
        threading.Thread(target=self._fetch, daemon=True).start()

    def _fetch(self) -> None:
        # The worker says what is wrong with a checkpoint. A process that only serves
        # pages may lack the libraries.
        with suppress(ScoringError, ImportError):
            self._scorer = self._load()
