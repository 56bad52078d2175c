"""Scores lines of text: reads one text a line and writes one JSON object a line."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import islice

from moderation.scoring.base.errors import TextTooLongError
from moderation.scoring.base.labels import Label
from moderation.scoring.base.protocol import Scorer, Scores

LINES_AT_ONCE = 64
UNSCORED: Scores = dict.fromkeys(Label, None)


def score_lines(scorer: Scorer, lines: Iterable[bytes]) -> Iterator[str]:
    r"""Yield one JSON object for each line, in order, always with seven keys.

    Only ``\n`` ends a line. Bytes that are not UTF-8 are read as U+FFFD. The scores
    of a line that is longer than the classifier accepts are null.
    """
    remaining = iter(lines)
    while chunk := list(islice(remaining, LINES_AT_ONCE)):
        texts = [line.rstrip(b"\n").decode("utf-8", "replace") for line in chunk]
        for scores in _score(scorer, texts):
            yield json.dumps({label.value: scores[label] for label in Label})


def _score(scorer: Scorer, texts: list[str]) -> list[Scores]:
    try:
        return scorer.score(texts)
    except TextTooLongError:
        return [_score_one(scorer, text) for text in texts]


def _score_one(scorer: Scorer, text: str) -> Scores:
    try:
        return scorer.score([text])[0]
    except TextTooLongError:
        return UNSCORED
