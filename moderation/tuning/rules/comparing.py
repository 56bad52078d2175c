"""Compares two classifiers on the same past comments and thresholds."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from moderation.policy.rules import Threshold, Thresholds
from moderation.scoring.base.labels import Label
from moderation.tuning.rules.effects import Effect, Moved, moved, replay
from moderation.tuning.rules.past_comments import LABELS, PastComments, PastDecision
from moderation.tuning.rules.shares import UNKNOWN, Share, share

SHOWN = 20


@dataclass(frozen=True)
class LabelAgreement:
    """The agreement of two classifiers on one label.

    :param same: the share, among comments that both scored, with the same verdict from
        this label alone.
    :param difference: the mean difference between the shadow's score and the current
        one; ``None`` if no comment has both.
    :param in_force: the effect of this label alone, with the current scores.
    :param shadow: the effect of this label alone, with the shadow's scores.
    """

    same: Share
    difference: float | None
    in_force: Effect
    shadow: Effect


@dataclass(frozen=True)
class Difference:
    """One comment on which they differ: its index, and the label."""

    place: int
    label: Label
    in_force: float
    shadow: float
    fate: PastDecision


@dataclass(frozen=True)
class ShadowComparison:
    """The effects of both classifiers, and the comments on which they differ."""

    in_force: Effect
    shadow: Effect
    moved: Moved
    labels: dict[Label, LabelAgreement]
    differences: list[Difference]


def compare(
    in_force: PastComments,
    shadow: PastComments,
    thresholds: Thresholds,
    carried: Thresholds | None = None,
) -> ShadowComparison:
    """Compare two scorings of the same comments, each row the same in both.

    :param carried: the limits on the scale of the shadow classifier, if it is another.
    """
    limits = carried or thresholds
    theirs, ours = replay(in_force, thresholds), replay(shadow, limits)
    labels = {
        label: LabelAgreement(
            *_agreement((in_force, thresholds[label]), (shadow, limits[label]), label),
            theirs.labels[label],
            ours.labels[label],
        )
        for label in thresholds
    }
    return ShadowComparison(
        theirs.whole,
        ours.whole,
        moved(in_force, ours.levels, theirs.levels),
        labels,
        _differences(in_force, shadow),
    )


def _agreement(
    theirs: tuple[PastComments, Threshold],
    ours: tuple[PastComments, Threshold],
    label: Label,
) -> tuple[Share, float | None]:
    """Return how often both treat a comment alike, each by its own limits."""
    before, after = theirs[0].column(label), ours[0].column(label)
    both = ~(np.isnan(before) | np.isnan(after))
    count = int(both.sum())
    if not count:
        return UNKNOWN, None
    same = _levels(before[both], theirs[1]) == _levels(after[both], ours[1])
    gap = float((after[both] - before[both]).mean())
    return share(int(same.sum()), count), gap


def _levels(scores: NDArray[np.float32], threshold: Threshold) -> NDArray[np.intp]:
    limits = np.array([threshold.flag, threshold.hold], np.float32)
    return np.searchsorted(limits, scores, side="right")


def _differences(in_force: PastComments, shadow: PastComments) -> list[Difference]:
    """Return the comments on which they differ most, with the label."""
    gaps = np.nan_to_num(np.abs(shadow.scores - in_force.scores))
    if not len(gaps):
        return []
    most = gaps.max(axis=1)
    found = []
    for place in np.argsort(-most, kind="stable")[:SHOWN]:
        column = int(gaps[place].argmax())
        if most[place] > 0:
            found.append(
                Difference(
                    int(place),
                    LABELS[column],
                    float(in_force.scores[place, column]),
                    float(shadow.scores[place, column]),
                    PastDecision(in_force.fates[place]),
                )
            )
    return found
