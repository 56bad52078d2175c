"""What a set of thresholds would have done to the newsroom's own past comments.

Pure arithmetic on arrays: one row a comment, one column a label. A comment that no
person decided on is a band of its own; it never counts as right or wrong.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from moderation.policy.rules import Thresholds
from moderation.scoring.labels import Label

BINS = 20
Z_95 = 1.959964
"""The two-sided 95 % point of the normal distribution."""


class Fate(IntEnum):
    """What people made of a comment."""

    UNDECIDED = 0
    APPROVED = 1
    REJECTED = 2


@dataclass(frozen=True)
class Past:
    """Past comments: scores (NaN where there is none), fates, and the days covered.

    :param seconds: the median time that a decision took, for moderators' minutes.
    """

    scores: NDArray[np.float32]
    fates: NDArray[np.int8]
    days: float
    seconds: float = 30.0


@dataclass(frozen=True)
class Share:
    """A share with its 95 % interval, ``None`` where nothing was decided."""

    value: float | None
    low: float = 0.0
    high: float = 1.0
    of: int = 0


@dataclass(frozen=True)
class Effect:
    """What thresholds would have asked of the newsroom, a day."""

    flagged_a_day: float
    held_a_day: float
    minutes_a_day: float
    false_holds: Share
    misses: Share
    undecided_held: int


def effect(past: Past, thresholds: Thresholds) -> Effect:
    """Return what *thresholds* would have done to *past*.

    *False holds* are the held ones that moderators approved, of the held ones decided;
    *misses* the rejected ones that would neither have been held nor flagged, of all
    rejected.
    """
    held = _over(past, thresholds, "hold")
    flagged = _over(past, thresholds, "flag") & ~held
    approved, rejected = past.fates == Fate.APPROVED, past.fates == Fate.REJECTED
    asked = int((held | flagged).sum())
    held_right, held_wrong = int((held & rejected).sum()), int((held & approved).sum())
    slipped = int((rejected & ~held & ~flagged).sum())
    return Effect(
        flagged_a_day=float(flagged.sum()) / past.days,
        held_a_day=float(held.sum()) / past.days,
        minutes_a_day=asked * past.seconds / 60 / past.days,
        false_holds=share(held_wrong, held_wrong + held_right),
        misses=share(slipped, int(rejected.sum())),
        undecided_held=int((held & (past.fates == Fate.UNDECIDED)).sum()),
    )


def effect_of_label(past: Past, thresholds: Thresholds, label: Label) -> Effect:
    """Return what the thresholds of *label* alone would have done."""
    return effect(past, {label: thresholds[label]})


def histogram(past: Past, label: Label) -> list[int]:
    """Return how many scores of *label* lie in each of twenty bins from 0 to 1."""
    column = past.scores[:, _column(label)]
    counts, _ = np.histogram(column[~np.isnan(column)], bins=BINS, range=(0.0, 1.0))
    return [int(count) for count in counts]


def share(hits: int, of: int) -> Share:
    """Return *hits* of *of* with its Wilson interval (Wilson 1927)."""
    if of == 0:
        return Share(None)
    ratio, square = hits / of, Z_95**2
    middle = (ratio + square / (2 * of)) / (1 + square / of)
    spread = Z_95 * math.sqrt(ratio * (1 - ratio) / of + square / (4 * of**2))
    half = spread / (1 + square / of)
    return Share(ratio, max(0.0, middle - half), min(1.0, middle + half), of)


def _over(past: Past, thresholds: Thresholds, level: str) -> NDArray[np.bool_]:
    columns: Sequence[int] = [_column(label) for label in thresholds]
    limits = np.array(
        [getattr(each, level) for each in thresholds.values()], dtype=np.float32
    )
    if not columns:
        return np.zeros(len(past.fates), dtype=bool)
    over = np.zeros(len(past.fates), dtype=bool)
    for column, limit in zip(columns, limits, strict=True):
        # A comparison with NaN is false: a label without a score says nothing.
        over |= past.scores[:, column] >= limit
    return over


def _column(label: Label) -> int:
    return list(Label).index(label)
