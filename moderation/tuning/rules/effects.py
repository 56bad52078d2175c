"""Computes what thresholds would have done to the newsroom's own past comments.

A comment without a person's decision is counted separately, never as right or wrong.
Missed comments are known only from the audit sample.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from moderation.policy.rules import Threshold, Thresholds
from moderation.scoring.base.labels import Label
from moderation.tuning.rules.past_comments import PastComments, PastDecision
from moderation.tuning.rules.shares import (
    UNKNOWN,
    Rate,
    Share,
    rate,
    share,
    weighted_share,
)

BINS = 20
FLAGGED, HELD = 1, 2


@dataclass(frozen=True)
class Effect:
    """The effect of thresholds on the newsroom.

    :param false_holds: the share of approved comments among decided holds.
    :param misses: the share of rejected comments that are neither held nor flagged.
    :param slipped: the share of published comments that people would reject, estimated
        from the audit sample; unknown without one.
    :param recall: the share, among all comments that people would reject, that is held
        or flagged, estimated from the audit sample.
    :param held: the held comments by decision: approved, rejected, undecided.
    """

    flagged_a_day: Rate
    held_a_day: Rate
    minutes_a_day: Rate
    false_holds: Share
    misses: Share
    slipped: Share
    recall: Share
    held: Bands


@dataclass(frozen=True)
class Bands:
    """The number of held comments by decision."""

    right: int
    wrong: int
    undecided: int


@dataclass(frozen=True)
class Moved:
    """The comments that a draft treats differently from the current version.

    :param held: those held only by the draft, and the approved ones among them.
    :param freed: those held only by the current version, and the rejected ones among
        them.
    """

    held: int
    held_approved: int
    freed: int
    freed_rejected: int


@dataclass(frozen=True)
class Replay:
    """The effect of thresholds: of all together, and of each label alone.

    :param levels: 0, :data:`FLAGGED` or :data:`HELD` for each comment.
    """

    whole: Effect
    labels: dict[Label, Effect]
    levels: NDArray[np.int8]


def replay(past: PastComments, thresholds: Thresholds) -> Replay:
    """Return the effect of *thresholds* on *past*, together and by label."""
    levels = np.zeros(len(past), dtype=np.int8)
    labels = {}
    for label, threshold in thresholds.items():
        own = _levels_of(past, label, threshold)
        labels[label] = _effect(past, own)
        np.maximum(levels, own, out=levels)
    return Replay(_effect(past, levels), labels, levels)


def effect(past: PastComments, thresholds: Thresholds) -> Effect:
    """Return the effect of *thresholds* on *past*."""
    return replay(past, thresholds).whole


def moved(
    past: PastComments, draft: NDArray[np.int8], in_force: NDArray[np.int8]
) -> Moved:
    """Return the comments held only by *draft*, and those held only by *in_force*."""
    ours, theirs = draft == HELD, in_force == HELD
    held, freed = past.fates[ours & ~theirs], past.fates[theirs & ~ours]
    return Moved(
        len(held),
        int((held == PastDecision.APPROVED).sum()),
        len(freed),
        int((freed == PastDecision.REJECTED).sum()),
    )


def histogram(past: PastComments, label: Label) -> list[int]:
    """Return the number of scores of *label* in each of twenty bins from 0 to 1."""
    column = past.column(label)
    counts, _ = np.histogram(column[~np.isnan(column)], bins=BINS, range=(0.0, 1.0))
    return [int(count) for count in counts]


def _levels_of(
    past: PastComments, label: Label, threshold: Threshold
) -> NDArray[np.int8]:
    column = past.column(label)
    # A comparison with NaN is false: a label without a score says nothing.
    over = (column >= np.float32(threshold.flag)).view(np.int8)
    return over + (column >= np.float32(threshold.hold)).view(np.int8)


def _effect(past: PastComments, level: NDArray[np.int8]) -> Effect:
    counts = np.bincount(level * 3 + past.fates, minlength=9).reshape(3, 3)
    held, flagged = counts[HELD], counts[FLAGGED]
    right, wrong = int(held[PastDecision.REJECTED]), int(held[PastDecision.APPROVED])
    rejected = int(counts[:, PastDecision.REJECTED].sum())
    asked = int(held.sum() + flagged.sum())
    slipped, recall = _slipped(past, level)
    return Effect(
        flagged_a_day=rate(int(flagged.sum()), past.days),
        held_a_day=rate(int(held.sum()), past.days),
        minutes_a_day=rate(asked, past.days).times(past.seconds / 60),
        false_holds=share(wrong, wrong + right),
        misses=share(int(counts[0, PastDecision.REJECTED]), rejected),
        slipped=slipped,
        recall=recall,
        held=Bands(right, wrong, int(held[PastDecision.UNDECIDED])),
    )


def _slipped(past: PastComments, level: NDArray[np.int8]) -> tuple[Share, Share]:
    """Return the share of published comments that are missed, and the recall.

    The interval of the recall follows from that of the missed share: caught comments
    are counted, missed ones are estimated.
    """
    if past.stands_for is None:
        return UNKNOWN, UNKNOWN
    drawn = past.stands_for
    is_rejected, is_asked = past.fates == PastDecision.REJECTED, level > 0
    quiet = drawn[~is_asked & (drawn > 0)]
    wrong = float(drawn[~is_asked & is_rejected].sum())
    slipped = weighted_share(wrong, float(quiet.sum()), float((quiet**2).sum()))
    known = np.where(drawn > 0, drawn, 1.0)
    caught = float(known[is_rejected & is_asked].sum())
    seen = int((is_rejected & ~is_asked & (drawn == 0)).sum())
    if slipped.value is None or caught + seen + wrong == 0:
        return slipped, UNKNOWN
    through = float(quiet.sum())
    most, least = through * slipped.high + seen, through * slipped.low + seen
    recall = Share(
        caught / (caught + seen + wrong),
        caught / (caught + most) if caught + most else 0.0,
        caught / (caught + least) if caught + least else 1.0,
        round(caught + seen + wrong),
    )
    return slipped, recall
