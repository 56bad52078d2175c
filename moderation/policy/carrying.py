"""Carries limits over from the scale of one classifier to that of another.

A limit moves to where the same share of comments lies above it, so that as many are
flagged and held as before, although not always the same ones.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence

from moderation.policy.rules import Threshold, Thresholds
from moderation.scoring.base.labels import Label

Knots = Sequence[tuple[float, float]]
"""Pairs of a limit on one scale and one on another, rising from (0, 0) to (1, 1)."""

NEAR = 0.1
"""The distance from 0 or 1 at which limits have three places."""
LEAST = 0.001

KnotsOfLabels = Mapping[Label, Knots]


def carried(limit: float, knots: Knots) -> float:
    """Return where *limit* lies on the later scale, and inside of it.

    To two places, near the ends to three: there a classifier that is sure puts many
    comments within a hundredth.
    The limits 0 and 1 stay, since they mean always and never.
    """
    if not 0.0 < limit < 1.0:
        return limit
    found = between(limit, knots)
    places = 2 if NEAR <= found <= 1 - NEAR else 3
    return min(max(round(found, places), LEAST), 1 - LEAST)


def between(limit: float, knots: Knots) -> float:
    """Return the value at *limit* on straight lines through *knots*."""
    right = min(bisect_right([former for former, _ in knots], limit), len(knots) - 1)
    (former, later), (next_former, next_later) = knots[right - 1], knots[right]
    share = (limit - former) / (next_former - former)
    return later + share * (next_later - later)


def turned(knots: KnotsOfLabels) -> dict[Label, Knots]:
    """Return *knots* in the other direction."""
    return {
        label: [(later, former) for former, later in each]
        for label, each in knots.items()
    }


def carried_all(
    thresholds: Thresholds, *steps: KnotsOfLabels
) -> dict[Label, Threshold]:
    """Return *thresholds* carried over in *steps*, one after the other.

    A label without knots keeps its limits.
    """
    found = dict(thresholds)
    for step in steps:
        for label, knots in step.items():
            if label in found:
                flag = carried(found[label].flag, knots)
                hold = carried(found[label].hold, knots)
                found[label] = Threshold(flag, max(flag, hold))
    return found


def from_json(stored: Mapping[str, Sequence[Sequence[float]]]) -> dict[Label, Knots]:
    """Return stored knots in the form that the rules use."""
    return {
        Label(label): [(former, later) for former, later in pairs]
        for label, pairs in stored.items()
    }
