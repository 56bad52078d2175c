"""Why a text scored as it did: sentences first, then the worst sentence's words.

By occlusion: what lowers the score most when it is left out drove it. At most
:data:`MOST_PASSES` texts are scored for one explanation.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from moderation.scoring.labels import Label
from moderation.scoring.protocol import Scores, Span

MOST_PASSES = 32
LEAST_SCORE = 0.3
LEAST_SHARE = 0.15
"""A word is marked if leaving it out lowers the label by this share of its score."""

_SENTENCE = re.compile(r"[^.!?\n]+[.!?]*")
_WORD = re.compile(r"\w[\w'\u2019*@$-]*")

Score = Callable[[Sequence[str]], list[Scores]]
Range = tuple[int, int]


def explain(score: Score, text: str) -> list[Span]:
    """Return the ranges of *text* that drove each label, the strongest first.

    A label below :data:`LEAST_SCORE` is not explained.
    """
    [whole] = score([text])
    labels = [label for label in Label if (whole[label] or 0) >= LEAST_SCORE]
    if not labels:
        return []
    sentences = ranges(_SENTENCE, text)[: MOST_PASSES // 2 - 1]
    alone = score([text[start:end] for start, end in sentences])
    spans = []
    for label in sorted(labels, key=lambda label: -(whole[label] or 0.0)):
        place = max(range(len(sentences)), key=lambda at: alone[at][label] or 0.0)
        spans.append(Span(label, *sentences[place], score=alone[place][label] or 0.0))
    worst = sentences.index((spans[0].start, spans[0].end))
    words = ranges(_WORD, text, *sentences[worst])
    words = words[: MOST_PASSES - 1 - len(sentences)]
    return spans + _words(score, text, sentences[worst], words, alone[worst], labels)


def ranges(
    pattern: re.Pattern[str], text: str, start: int = 0, end: int | None = None
) -> list[Range]:
    """Return where *pattern* matches in *text*, with more than white space."""
    found = pattern.finditer(text, start, len(text) if end is None else end)
    return [match.span() for match in found if match.group().strip()]


def _words(
    score: Score,
    text: str,
    sentence: Range,
    words: Sequence[Range],
    whole: Scores,
    labels: Sequence[Label],
) -> list[Span]:
    start, end = sentence
    without = score([text[start:a] + text[b:end] for a, b in words])
    spans = []
    for (a, b), scores in zip(words, without, strict=True):
        for label in labels:
            before, after = whole[label] or 0.0, scores[label] or 0.0
            if before and (before - after) / before >= LEAST_SHARE:
                spans.append(Span(label, a, b, score=round(before - after, 4)))
    return sorted(spans, key=lambda span: -span.score)
