from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from moderation.policy.rules import Threshold
from moderation.scoring.base.labels import Label
from moderation.tuning.rules.effects import (
    Bands,
    Moved,
    effect,
    histogram,
    moved,
    replay,
)
from moderation.tuning.rules.past_comments import PastComments, PastDecision
from moderation.tuning.rules.shares import rate, share, weighted_share


def past(*rows: tuple[float, PastDecision], days: float = 1.0) -> PastComments:
    """Return past comments, each with a toxicity and a decision."""
    scores = np.full((len(rows), len(Label)), np.nan, dtype=np.float32)
    scores[:, 0] = [score for score, _ in rows]
    fates = np.array([fate for _, fate in rows], dtype=np.int8)
    return PastComments(scores, fates, days, seconds=60.0)


HISTORY = past(
    (0.95, PastDecision.REJECTED),
    (0.92, PastDecision.APPROVED),
    (0.91, PastDecision.UNDECIDED),
    (0.70, PastDecision.REJECTED),
    (0.65, PastDecision.APPROVED),
    (0.20, PastDecision.REJECTED),
    (0.10, PastDecision.UNDECIDED),
)


@pytest.mark.parametrize(
    ("flag", "hold", "held", "flagged", "false_holds", "misses"),
    [
        pytest.param(0.6, 0.9, 3, 2, 1 / 2, 1 / 3, id="as in force"),
        pytest.param(0.6, 0.6, 5, 0, 2 / 4, 1 / 3, id="hold what was flagged"),
        pytest.param(0.1, 0.9, 3, 4, 1 / 2, 0.0, id="flag everything"),
        pytest.param(1.0, 1.0, 0, 0, None, 1.0, id="ask nobody"),
    ],
)
def test_thresholds_are_replayed_on_the_past(
    flag: float,
    hold: float,
    held: int,
    flagged: int,
    false_holds: float | None,
    misses: float,
) -> None:
    found = effect(HISTORY, {Label.TOXICITY: Threshold(flag, hold)})

    assert (found.held_a_day.value, found.flagged_a_day.value) == (held, flagged)
    assert (found.false_holds.value, found.misses.value) == (false_holds, misses)
    assert found.minutes_a_day.value == held + flagged


def test_an_undecided_comment_is_neither_right_nor_wrong() -> None:
    found = effect(
        past((0.9, PastDecision.UNDECIDED)), {Label.TOXICITY: Threshold(0.5, 0.5)}
    )

    assert found.held == Bands(right=0, wrong=0, undecided=1)
    assert found.false_holds.value is None


def test_a_label_without_a_score_says_nothing() -> None:
    found = effect(HISTORY, {Label.THREAT: Threshold(0.0, 0.0)})

    assert found.held_a_day.value == 0


def test_a_newsroom_without_past_comments_causes_no_error() -> None:
    found = effect(past(), {Label.TOXICITY: Threshold(0.5, 0.9)})

    assert found.held_a_day.value == 0
    assert sum(histogram(past(), Label.TOXICITY)) == 0


@pytest.mark.parametrize(
    ("hits", "of", "low", "high"),
    [(0, 10, 0.0, 0.278), (5, 10, 0.237, 0.763), (10, 10, 0.722, 1.0)],
)
def test_a_share_has_its_wilson_interval(
    hits: int, of: int, low: float, high: float
) -> None:
    found = share(hits, of)

    assert found.low == pytest.approx(low, abs=0.001)
    assert found.high == pytest.approx(high, abs=0.001)


@pytest.mark.parametrize(
    ("count", "low", "high"), [(0, 0.0, 3.7), (10, 4.8, 18.4), (100, 81.4, 121.6)]
)
def test_a_daily_rate_has_the_interval_of_its_count(
    count: int, low: float, high: float
) -> None:
    found = rate(count, days=1.0)

    assert found.low == pytest.approx(low, abs=0.1)
    assert found.high == pytest.approx(high, abs=0.1)


def test_a_draft_is_compared_with_the_version_in_force() -> None:
    strict = {Label.TOXICITY: Threshold(0.6, 0.6)}
    in_force = {Label.TOXICITY: Threshold(0.6, 0.92)}

    ours, theirs = (replay(HISTORY, each).levels for each in (strict, in_force))
    assert moved(HISTORY, ours, theirs) == Moved(3, 1, 0, 0)
    assert moved(HISTORY, theirs, ours) == Moved(0, 0, 3, 1)


def test_without_an_audit_sample_the_missed_share_is_unknown() -> None:
    found = effect(HISTORY, {Label.TOXICITY: Threshold(0.6, 0.9)})

    assert found.recall.value is None


def test_a_sampled_comment_stands_for_those_that_were_not_drawn() -> None:
    stands_for = np.array([0, 0, 0, 0, 0, 20, 0], dtype=np.float64)
    sampled = replace(HISTORY, stands_for=stands_for)

    found = effect(sampled, {Label.TOXICITY: Threshold(0.6, 0.9)})

    assert found.recall.value == pytest.approx(2 / 22)
    assert found.slipped.value == 1.0
    assert found.misses.value == pytest.approx(1 / 3)


def test_a_few_heavy_comments_say_less_than_many_light_ones() -> None:
    heavy = weighted_share(50, 100, squares=2 * 50**2)
    light = weighted_share(50, 100, squares=100)

    assert heavy.value == light.value == 0.5
    assert heavy.high - heavy.low > light.high - light.low


def test_a_sample_in_which_nothing_slipped_still_leaves_room_for_some() -> None:
    stands_for = np.array([0, 0, 0, 0, 0, 0, 50], dtype=np.float64)
    fates = np.array([2, 1, 0, 2, 1, 0, 1], dtype=np.int8)
    sampled = replace(HISTORY, fates=fates, stands_for=stands_for)

    found = effect(sampled, {Label.TOXICITY: Threshold(0.6, 0.9)})

    assert (found.slipped.value, found.recall.value) == (0.0, 1.0)
    assert found.recall.low < 0.1
