"""What every classifier offers, whichever library computes the scores."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from moderation.scoring.base.labels import Label

Scores = Mapping[Label, float | None]
"""All seven labels, each 0..1, or ``None`` where the loaded model has no such label."""


@dataclass(frozen=True)
class Span:
    """A stretch of the text that drove a label: ``text[start:end]``.

    :param score: a sentence's own score; for a word, by how much the sentence is
        lower without it.
    :param is_word: a word, or a few that stand together, rather than a sentence.
    """

    label: Label
    start: int
    end: int
    score: float
    is_word: bool = True


class Scorer(Protocol):
    """Scores texts. Safe to call from many threads."""

    @property
    def name(self) -> str:
        """The model's name, such as ``bundled`` or ``unbiased``."""
        ...

    @property
    def version(self) -> str:
        """What tells one model's scores from another's, 40 characters at most."""
        ...

    def score(self, texts: Sequence[str]) -> list[Scores]:
        """Return one :data:`Scores` a text, in order.

        Any Unicode is taken, lone surrogates and the empty text included.

        :raises TextTooLongError: for a text of more than 100,000 characters.
        :raises ScorerUnavailableError: if the classifier cannot answer now.
        """
        ...

    def explain(self, text: str) -> list[Span]:
        """Return what in the text drove each label, the strongest first."""
        ...


def higher(one: Scores, other: Scores) -> Scores:
    """Return the higher score of each label, for two readings of one text."""
    merged: dict[Label, float | None] = {}
    for label in Label:
        known = [score for score in (one[label], other[label]) if score is not None]
        merged[label] = max(known, default=None)
    return merged
