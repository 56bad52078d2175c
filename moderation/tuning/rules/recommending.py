"""Recommends thresholds that meet a newsroom's goals, if any do.

All labels are scaled together in odds, so that their proportions stay those of the
current version. The thresholds for holding are chosen first, then those for flagging:
holds decide how many readers wait, and both together decide what is missed.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from auth.core.formats import fixed
from auth.core.translation import gettext as _
from moderation.policy.rules import Threshold, Thresholds
from moderation.scoring.base.labels import Label
from moderation.tuning.rules.effects import Effect, replay
from moderation.tuning.rules.past_comments import PastComments, PastDecision

STEPS = 60
WIDEST = 5.0
"""The range of the search: the odds are scaled by at most e to the fifth."""

LEAST_DECIDED = 20
"""The fewest decided holds for promising a share."""


@dataclass(frozen=True)
class Goals:
    """The goals of a newsroom; ``None`` means no goal."""

    most_held: float | None = None
    """The most holds per day."""
    most_missed: float | None = None
    """The largest share of comments to be rejected that may be missed."""
    least_right: float | None = None
    """The smallest share of decided holds that people rejected."""


@dataclass(frozen=True)
class Recommendation:
    """Thresholds and their effect; ``None`` with reasons if no thresholds will do."""

    thresholds: Thresholds | None
    effect: Effect | None
    unmet: tuple[str, ...] = ()


Limits = dict[Label, float]


def recommend(past: PastComments, in_force: Thresholds, goals: Goals) -> Recommendation:
    """Return the thresholds that meet *goals* at the least cost.

    The thresholds for holding are the strictest that *goals* allow, or the current ones
    if there is no goal for holds. Those for flagging are the loosest.
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
    past: PastComments, in_force: Thresholds, goals: Goals, unmet: list[str]
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
        least = min(counts.sum() for _limits, counts in tried) / past.days
        unmet.append(
            _(
                "Even the loosest thresholds hold %(least)s comments a day.",
                least=fixed(least, 1),
            )
        )
        return None
    if goals.least_right is None:
        return few[0][0]
    right = [each for each, counts in few if _right(counts) >= goals.least_right]
    if not right:
        best = max(_right(counts) for _limits, counts in few)
        unmet.append(_best_right(best))
        return None
    return right[0]


def _flags(
    past: PastComments, in_force: Thresholds, goals: Goals, unmet: list[str]
) -> Limits | None:
    limits = {label: each.flag for label, each in in_force.items()}
    if goals.most_missed is None:
        return limits
    weights = np.ones(len(past))
    if past.stands_for is not None:
        weights = np.where(past.stands_for > 0, past.stands_for, 1.0)
    rejected = np.where(past.fates == PastDecision.REJECTED, weights, 0.0)
    total = float(rejected.sum())
    if total == 0:
        unmet.append(
            _(
                "No comments have been rejected yet, so missed comments cannot be "
                "counted."
            )
        )
        return None
    for each in reversed(list(_scale(limits))):
        if float(rejected[~_over(past, each)].sum()) / total <= goals.most_missed:
            return each
    slips = float(rejected[~_over(past, next(_scale(limits)))].sum()) / total
    unmet.append(
        _(
            "Even the strictest thresholds miss %(share)s %% of the rejected comments.",
            share=fixed(slips * 100, 0),
        )
    )
    return None


def _scale(limits: Limits) -> Iterator[Limits]:
    """Yield *limits* scaled together, from the strictest to the loosest."""
    for step in range(STEPS + 1):
        shift = WIDEST * (2 * step / STEPS - 1)
        yield {label: _moved(limit, shift) for label, limit in limits.items()}


def _moved(limit: float, shift: float) -> float:
    odds = min(max(limit, 0.001), 0.999)
    moved = 1 / (1 + math.exp(-(math.log(odds / (1 - odds)) + shift)))
    return round(min(max(moved, 0.01), 1.0), 2)


def _over(past: PastComments, limits: Limits) -> NDArray[np.bool_]:
    over = np.zeros(len(past), dtype=np.bool_)
    for label, limit in limits.items():
        over |= past.column(label) >= np.float32(limit)
    return over


def _counts(past: PastComments, limits: Limits) -> NDArray[np.int64]:
    """Return the number of comments that *limits* hold, by decision."""
    return np.bincount(past.fates[_over(past, limits)], minlength=len(PastDecision))


def _right(counts: NDArray[np.int64]) -> float:
    decided = int(counts[PastDecision.APPROVED] + counts[PastDecision.REJECTED])
    return (
        int(counts[PastDecision.REJECTED]) / decided
        if decided >= LEAST_DECIDED
        else -1.0
    )


def _best_right(best: float) -> str:
    if best < 0:
        return _(
            "Fewer than %(least)s of the comments that would be held have been "
            "decided on. That is too few to tell how many holds are right.",
            least=LEAST_DECIDED,
        )
    return _(
        "At best, %(share)s %% of the holds with a decision are right.",
        share=fixed(best * 100, 0),
    )
