"""A scorer that scores each text as written and unmasked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from moderation.scoring.base.protocol import Scorer, Scores, Span, higher
from moderation.scoring.base.windows import LONGEST
from moderation.scoring.deobfuscation.unmasking import VERSION, unmask


class UnmaskingScorer:
    """Scores a text twice if unmasking changes it; the higher score counts.

    The version names unmasking, because it changes the scores of the same weights.

    :param scorer: scores both forms.
    """

    def __init__(self, scorer: Scorer) -> None:
        self._scorer = scorer
        self.name = scorer.name
        self.version = f"{scorer.version}-{VERSION}"

    def score(self, texts: Sequence[str]) -> list[Scores]:
        """Return the scores of each text, in order.

        :raises TextTooLongError: for a text of more than 100,000 characters.
        """
        plain = {at: _plain(text) for at, text in enumerate(texts)}
        changed = [at for at, text in enumerate(texts) if plain[at] != text]
        scores = self._scorer.score([*texts, *(plain[at] for at in changed)])
        found = scores[: len(texts)]
        for at, unmasked in zip(changed, scores[len(texts) :], strict=True):
            found[at] = higher(found[at], unmasked)
        return found

    def explain(self, text: str) -> list[Span]:
        """Return the spans that drove each label, as ranges of the text as written."""
        plain = unmask(text) if len(text) <= LONGEST else None
        if plain is None or plain.text == text or not plain.text:
            return self._scorer.explain(text)
        spans = self._scorer.explain(plain.text)
        found = [(span, *plain.origin(span.start, span.end)) for span in spans]
        if not found:
            return self._scorer.explain(text)
        return [replace(span, start=start, end=end) for span, start, end in found]


def _plain(text: str) -> str:
    # The scorer refuses a text that is too long, so unmasking it would be wasted.
    return unmask(text).text if len(text) <= LONGEST else text
