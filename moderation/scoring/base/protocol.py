"""The interface of every classifier, whichever library computes its scores."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from moderation.scoring.base.labels import Label

Scores = Mapping[Label, float | None]
"""All seven labels, each 0..1, or ``None`` if the loaded model lacks the label."""


@dataclass(frozen=True)
class Span:
    """A span of the text that drove a label: ``text[start:end]``.

    :param score: the score of a sentence; for a word, the amount by which the
        sentence's score falls without it.
    :param is_word: whether this is a word or a few adjacent words, not a sentence.
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
        """Identifies the model and everything else that scores depend on.

        At most 40 characters.
        """
        ...

    def score(self, texts: Sequence[str]) -> list[Scores]:
        """Return one :data:`Scores` for each text, in order.

        Accepts any Unicode, including lone surrogates and the empty text.

        :raises TextTooLongError: for a text of more than 100,000 characters.
        :raises ScorerUnavailableError: if the classifier cannot answer now.
        """
        ...

    def explain(self, text: str) -> list[Span]:
        """Return the spans that drove each label, the strongest first."""
        ...


def higher(one: Scores, other: Scores) -> Scores:
    """Return the higher score of each label, for two forms of the same text."""
    merged: dict[Label, float | None] = {}
    for label in Label:
        known = [score for score in (one[label], other[label]) if score is not None]
        merged[label] = max(known, default=None)
    return merged
