"""Thresholds that meet what a newsroom asks for, or that nothing can.

All labels move together on a scale of odds, so that their proportions stay as the
version in force has them. Holding and flagging are chosen one after the other: what is
held decides on waiting readers, what is flagged or held on what slips.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from moderation.policy.rules import Threshold, Thresholds
from moderation.scoring.base.labels import Label
from moderation.tuning.rules.effects import Effect, replay
from moderation.tuning.rules.past import Fate, Past

STEPS = 60
WIDEST = 5.0
"""How far the scale of odds is searched: e to the fifth, either way."""

LEAST_DECIDED = 20
"""A share of fewer decided holds is no promise."""


@dataclass(frozen=True)
class Goals:
    """What is asked for; ``None`` where nothing is."""

    most_held: float | None = None
    """Held a day, at most."""
    most_missed: float | None = None
    """Share of what people would reject that slips, at most."""
    least_right: float | None = None
    """Share of the decided holds that people rejected, at least."""


@dataclass(frozen=True)
class Recommendation:
    """Thresholds and what they cost; ``None`` with the reasons why nothing will do."""

    thresholds: Thresholds | None
    effect: Effect | None
    unmet: tuple[str, ...] = ()


Limits = dict[Label, float]


def recommend(past: Past, in_force: Thresholds, goals: Goals) -> Recommendation:
    """Return the thresholds that meet *goals* at the least cost.

    The hold thresholds are the strictest that *goals* allow, or those in force if
    nothing is asked of holds; the flag thresholds the loosest.
    """
    unmet: list[str] = []
    holds = _holds(past, in_force, goals, unmet)
    flags = _flags(past, in_force, goals, unmet)
    if holds is None or flags is None:
        return Recommendation(None, None, tuple(unmet))
    thresholds = {
        label: Threshold(min(flags[label], holds[label]), holds[label])
        for label in in_force
    }
    return Recommendation(thresholds, replay(past, thresholds).whole)


def _holds(
    past: Past, in_force: Thresholds, goals: Goals, unmet: list[str]
) -> Limits | None:
    limits = {label: each.hold for label, each in in_force.items()}
    if goals.most_held is None and goals.least_right is None:
        return limits
    tried = [(each, _counts(past, each)) for each in _scale(limits)]
    few = [
        (each, counts)
        for each, counts in tried
        if goals.most_held is None or counts.sum() / past.days <= goals.most_held
    ]
    if not few:
        least = min(counts.sum() for _, counts in tried) / past.days
        unmet.append(f"Even the loosest thresholds hold {least:.1f} comments a day.")
        return None
    if goals.least_right is None:
        return few[0][0]
    right = [each for each, counts in few if _right(counts) >= goals.least_right]
    if not right:
        best = max(_right(counts) for _, counts in few)
        unmet.append(_best_right(best))
        return None
    return right[0]


def _flags(
    past: Past, in_force: Thresholds, goals: Goals, unmet: list[str]
) -> Limits | None:
    limits = {label: each.flag for label, each in in_force.items()}
    if goals.most_missed is None:
        return limits
    weights = np.ones(len(past))
    if past.stands_for is not None:
        weights = np.where(past.stands_for > 0, past.stands_for, 1.0)
    rejected = np.where(past.fates == Fate.REJECTED, weights, 0.0)
    total = float(rejected.sum())
    if total == 0:
        unmet.append(
            "No comments have been rejected yet, so missed comments cannot be counted."
        )
        return None
    for each in reversed(list(_scale(limits))):
        if float(rejected[~_over(past, each)].sum()) / total <= goals.most_missed:
            return each
    slips = float(rejected[~_over(past, next(_scale(limits)))].sum()) / total
    unmet.append(
        f"Even the strictest thresholds miss {slips:.0%} of the rejected comments."
    )
    return None


def _scale(limits: Limits) -> Iterator[Limits]:
    """Yield *limits* moved together, from the strictest to the loosest."""
    for step in range(STEPS + 1):
        shift = WIDEST * (2 * step / STEPS - 1)
        yield {label: _moved(limit, shift) for label, limit in limits.items()}


def _moved(limit: float, shift: float) -> float:
    odds = min(max(limit, 0.001), 0.999)
    moved = 1 / (1 + math.exp(-(math.log(odds / (1 - odds)) + shift)))
    return round(min(max(moved, 0.01), 1.0), 2)


def _over(past: Past, limits: Limits) -> NDArray[np.bool_]:
    over = np.zeros(len(past), dtype=np.bool_)
    for label, limit in limits.items():
        over |= past.column(label) >= np.float32(limit)
    return over


def _counts(past: Past, limits: Limits) -> NDArray[np.int64]:
    """Return how many comments of each fate *limits* hold."""
    return np.bincount(past.fates[_over(past, limits)], minlength=len(Fate))


def _right(counts: NDArray[np.int64]) -> float:
    decided = int(counts[Fate.APPROVED] + counts[Fate.REJECTED])
    return int(counts[Fate.REJECTED]) / decided if decided >= LEAST_DECIDED else -1.0


def _best_right(best: float) -> str:
    if best < 0:
        return (
            f"Fewer than {LEAST_DECIDED} of the comments that would be held have been "
            "decided on. That is too few to tell how many holds are right."
        )
    return f"At best, {best:.0%} of the holds with a decision are right."
