"""A scorer that is loaded at its first use, once for all threads of a process."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence

from moderation.scoring.base.protocol import Scorer, Scores, Span
from moderation.scoring.runtime.reading_scorer import languages_of


class LazyScorer:
    """A proxy for the scorer that *load* returns.

    :param load: called once, by the first thread; other threads wait for it. If it
        raises, the next call tries again.
    """

    def __init__(self, load: Callable[[], Scorer]) -> None:
        self._load = load
        self._lock = threading.Lock()
        self._scorer: Scorer | None = None

    @property
    def name(self) -> str:
        """The model's name."""
        return self.loaded().name

    @property
    def version(self) -> str:
        """The version of the loaded scorer."""
        return self.loaded().version

    @property
    def languages(self) -> frozenset[str]:
        """The languages that the loaded scorer reads."""
        return languages_of(self.loaded())

    def score(self, texts: Sequence[str]) -> list[Scores]:
        """Return one :data:`Scores` for each text, in order."""
        return self.loaded().score(texts)

    def explain(self, text: str) -> list[Span]:
        """Return the spans that drove each label, the strongest first."""
        return self.loaded().explain(text)

    def use(self, scorer: Scorer) -> None:
        """Score with *scorer* from now on."""
        with self._lock:
            self._scorer = scorer

    def loaded(self) -> Scorer:
        """Return the scorer. Loads it if necessary."""
        if self._scorer is None:
            with self._lock:
                if self._scorer is None:
                    self._scorer = self._load()
        return self._scorer
