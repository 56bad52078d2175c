"""Turns the rows of numbers that a model returns into the seven labels."""

from __future__ import annotations

import math
from collections.abc import Sequence

from moderation.scoring.base.labels import Label
from moderation.scoring.base.protocol import Scores


def named(labels: Sequence[Label], row: Sequence[float]) -> Scores:
    """Return *row* as :data:`Scores`.

    Scores are clipped to 0..1. A label that the model lacks is ``None``.
    """
    known = dict(zip(labels, row, strict=True))
    return {label: _bounded(known.get(label)) for label in Label}


def highest(rows: Sequence[Sequence[float]]) -> list[float]:
    """Return each label's highest score over the windows of one text."""
    return [max(column) for column in zip(*rows, strict=True)]


def _bounded(score: float | None) -> float | None:
    if score is None or not math.isfinite(score):
        return None
    return min(1.0, max(0.0, score))
