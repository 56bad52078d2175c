from __future__ import annotations

import numpy as np
import pytest

from moderation.policy.rules import Threshold
from moderation.scoring.base.labels import Label
from moderation.tuning.rules.past_comments import PastComments, PastDecision
from moderation.tuning.rules.recommending import Goals, recommend

IN_FORCE = {Label.TOXICITY: Threshold(0.6, 0.9)}


def month() -> PastComments:
    """Return a month in which higher scores are rejected more often."""
    rng = np.random.default_rng(1)
    scores = np.full((6_000, len(Label)), np.nan, dtype=np.float32)
    scores[:, 0] = rng.random(6_000)
    is_rejected = rng.random(6_000) < 0.95 * scores[:, 0]
    fates = np.where(is_rejected, PastDecision.REJECTED, PastDecision.APPROVED).astype(
        np.int8
    )
    scores[:20], fates[:20] = np.nan, PastDecision.REJECTED
    return PastComments(scores, fates, days=30.0)


@pytest.mark.parametrize(
    "goals",
    [
        Goals(most_held=10),
        Goals(most_held=120),
        Goals(most_missed=0.05),
        Goals(least_right=0.6),
        Goals(least_right=0.9),
        Goals(most_held=60, most_missed=0.02, least_right=0.7),
    ],
)
def test_what_is_recommended_meets_the_goals(goals: Goals) -> None:
    found = recommend(month(), IN_FORCE, goals)

    assert found.effect is not None
    assert found.effect.held_a_day.value <= (goals.most_held or 1_000)
    wrong, slipped = found.effect.false_holds.value, found.effect.misses.value
    assert wrong is not None
    assert slipped is not None
    assert 1 - wrong >= (goals.least_right or 0)
    assert goals.most_missed is None or slipped <= goals.most_missed


def test_a_larger_goal_for_held_comments_holds_more() -> None:
    few, many = (
        recommend(month(), IN_FORCE, Goals(most_held=each)) for each in (10, 120)
    )

    assert few.effect is not None
    assert many.effect is not None
    assert few.effect.held_a_day.value < many.effect.held_a_day.value


def test_flagging_never_begins_above_holding() -> None:
    found = recommend(month(), IN_FORCE, Goals(most_held=150, most_missed=0.5))

    assert found.thresholds is not None
    assert all(each.flag <= each.hold for each in found.thresholds.values())


@pytest.mark.parametrize(
    ("goals", "reason"),
    [
        (Goals(least_right=0.999), "At best"),
        (Goals(most_held=0.01, least_right=0.5), "too few"),
        (Goals(most_missed=0.0), "thresholds miss"),
    ],
)
def test_goals_that_cannot_be_met_are_reported(goals: Goals, reason: str) -> None:
    found = recommend(month(), IN_FORCE, goals)

    assert found.thresholds is None
    assert any(reason in words for words in found.unmet)
