"""A scorer without a model, for tests of everything that follows the scores."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from moderation.scoring.base.errors import ScorerUnavailableError
from moderation.scoring.base.labels import Label
from moderation.scoring.base.protocol import Scores, Span
from moderation.scoring.base.windows import readable

HARMLESS = 0.02


class FixedScorer:
    """Scores a text by the known words in it; every other text is harmless.

    :param scores: the scores of the labels that each word raises.
    """

    name = "fixed"
    version = "fixed-1"

    def __init__(
        self, scores: Mapping[str, Mapping[Label, float]] | None = None
    ) -> None:
        self._scores = scores if scores is not None else DEFAULT_SCORES
        self.is_available = True

    def score(self, texts: Sequence[str]) -> list[Scores]:
        """Return the scores of each text, in order.

        :raises TextTooLongError: for a text of more than 100,000 characters.
        """
        if not self.is_available:
            raise ScorerUnavailableError("The fixed scorer was switched off.")
        return [self._of(readable(text)) for text in texts]

    def explain(self, text: str) -> list[Span]:
        """Return the words that raised a label."""
        return [
            Span(label, text.index(word), text.index(word) + len(word), score)
            for word, labels in self._scores.items()
            if word in text
            for label, score in labels.items()
        ]

    def _of(self, text: str) -> Scores:
        scores: dict[Label, float | None] = dict.fromkeys(Label, HARMLESS)
        for word, labels in self._scores.items():
            if word in text:
                scores.update(labels)
        return scores


DEFAULT_SCORES: Mapping[str, Mapping[Label, float]] = {
    "vermin": {Label.TOXICITY: 0.97, Label.IDENTITY_ATTACK: 0.96},
    "idiot": {Label.TOXICITY: 0.70, Label.INSULT: 0.76},
}
