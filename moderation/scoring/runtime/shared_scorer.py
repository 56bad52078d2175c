"""One scorer for many threads. Callers take turns; a full queue refuses at once.

The fast scorer scores each text alone, on as many threads as there are cores. Detoxify
gets the texts that arrived while it worked as one batch.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field

from moderation.scoring.base.cpu_cores import usable_cores
from moderation.scoring.base.errors import ScorerBusyError
from moderation.scoring.base.protocol import Scorer, Scores, Span
from moderation.scoring.base.windows import readable

MOST_WAITING = 256
"""Windows that may wait: about two seconds of work for two cores with the bundled
model."""

_WINDOW = 1_500
"""Characters that count as one window. They rarely have more tokens than one."""


@dataclass(eq=False)
class _Call:
    """The texts of one caller, and their scores so far."""

    texts: list[str]
    scores: list[Scores | None] = field(default_factory=list)
    begun: int = 0
    left: int = 0
    error: BaseException | None = None
    done: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self.left = len(self.texts)
        self.scores = [None] * self.left

    def take(self) -> int:
        """Return the index of the next text."""
        self.begun += 1
        return self.begun - 1

    @property
    def is_begun(self) -> bool:
        return self.begun == len(self.texts) or self.error is not None


class SharedScorer:
    """Scores the texts of many callers at once. Safe to call from many threads.

    Callers take turns, text by text, so that one text does not wait for another
    caller's hundred. The threads start at the first call, so that the scorer may be
    created before a process forks.

    :param scorer: computes the scores.
    :param threads: how many texts or batches are scored at the same time.
    :param texts_at_once: the most texts in one call of *scorer*.
    :param most_waiting: the most windows of about 1,500 characters that may wait.
    """

    def __init__(
        self,
        scorer: Scorer,
        *,
        threads: int | None = None,
        texts_at_once: int = 1,
        most_waiting: int = MOST_WAITING,
    ) -> None:
        self.name, self.version = scorer.name, scorer.version
        self._scorer = scorer
        self._threads = threads or usable_cores()
        self._texts_at_once = texts_at_once
        self._most_waiting = most_waiting
        self._calls: deque[_Call] = deque()
        self._waiting = 0
        self._is_started = False
        self._changed = threading.Condition()

    @property
    def waiting(self) -> int:
        """The number of windows that wait or are being scored."""
        return self._waiting

    def score(self, texts: Sequence[str]) -> list[Scores]:
        """Return the scores of each text, in order.

        :raises ScorerBusyError: at once, if too many windows wait. If none wait, a
            call of any size is accepted.
        :raises TextTooLongError: for a text of more than 100,000 characters.
        """
        call = _Call([readable(text) for text in texts])
        if not call.texts:
            return []
        size = sum(1 + len(text) // _WINDOW for text in call.texts)
        self._admit(call, size)
        try:
            call.done.wait()
        finally:
            with self._changed:
                self._waiting -= size
        if call.error is not None:
            raise call.error
        return [each for each in call.scores if each is not None]

    def explain(self, text: str) -> list[Span]:
        """Return the spans that drove each label, the strongest first."""
        return self._scorer.explain(text)

    def _admit(self, call: _Call, size: int) -> None:
        with self._changed:
            if self._waiting and self._waiting + size > self._most_waiting:
                raise ScorerBusyError("The classifier has too much to do already.")
            self._waiting += size
            self._calls.append(call)
            self._changed.notify(len(call.texts))
            if not self._is_started:
                self._is_started = True
                for _ in range(self._threads):
                    threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            with self._changed:
                while not self._calls:
                    self._changed.wait()
                batch = self._take()
            self._answer(batch)

    def _take(self) -> list[tuple[_Call, int]]:
        """Return the next texts, taken from the callers in turn."""
        batch: list[tuple[_Call, int]] = []
        while self._calls and len(batch) < self._texts_at_once:
            call = self._calls.popleft()
            if not call.is_begun:
                batch.append((call, call.take()))
            if not call.is_begun:
                self._calls.append(call)
        return batch

    def _answer(self, batch: Sequence[tuple[_Call, int]]) -> None:
        try:
            found = self._scorer.score([call.texts[at] for call, at in batch])
        except BaseException as error:  # noqa: BLE001  It belongs to those who called.
            for call, _ in batch:
                call.error = error
                call.done.set()
            return
        for (call, at), scores in zip(batch, found, strict=True):
            call.scores[at] = scores
            with self._changed:
                call.left -= 1
                is_done = not call.left
            if is_done:
                call.done.set()
