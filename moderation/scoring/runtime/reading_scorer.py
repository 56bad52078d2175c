"""A scorer that says which languages its model reads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from moderation.scoring.base.protocol import Scorer, Scores, Span
from moderation.scoring.runtime import languages


@dataclass(frozen=True)
class ReadingScorer:
    """Scores as *scorer* does, whose model reads the *languages*."""

    scorer: Scorer
    languages: frozenset[str]

    @property
    def name(self) -> str:
        """The model's name."""
        return self.scorer.name

    @property
    def version(self) -> str:
        """The version of the scorer: languages change no score."""
        return self.scorer.version

    def score(self, texts: Sequence[str]) -> list[Scores]:
        """Return one :data:`Scores` for each text, in order."""
        return self.scorer.score(texts)

    def explain(self, text: str) -> list[Span]:
        """Return the spans that drove each label, the strongest first."""
        return self.scorer.explain(text)


def languages_of(scorer: Scorer) -> frozenset[str]:
    """Return the languages that *scorer* says it reads, else those of its name."""
    found: frozenset[str] | None = getattr(scorer, "languages", None)
    return found or languages.reads(scorer.name)
