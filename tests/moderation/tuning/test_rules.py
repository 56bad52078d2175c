from __future__ import annotations

import numpy as np
import pytest

from moderation.policy.rules import Threshold
from moderation.scoring.labels import Label
from moderation.tuning.rules import Fate, Past, effect, histogram, share


def past(*rows: tuple[float, Fate], days: float = 1.0) -> Past:
    """Return a past of comments with a toxicity and a fate each."""
    scores = np.full((len(rows), len(Label)), np.nan, dtype=np.float32)
    scores[:, 0] = [score for score, _ in rows]
    fates = np.array([fate for _, fate in rows], dtype=np.int8)
    return Past(scores, fates, days, seconds=60.0)


HISTORY = past(
    (0.95, Fate.REJECTED),
    (0.92, Fate.APPROVED),
    (0.91, Fate.UNDECIDED),
    (0.70, Fate.REJECTED),
    (0.65, Fate.APPROVED),
    (0.20, Fate.REJECTED),
    (0.10, Fate.UNDECIDED),
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

    assert (found.held_a_day, found.flagged_a_day) == (held, flagged)
    assert (found.false_holds.value, found.misses.value) == (false_holds, misses)
    assert found.minutes_a_day == held + flagged


def test_an_undecided_comment_is_neither_right_nor_wrong() -> None:
    found = effect(past((0.9, Fate.UNDECIDED)), {Label.TOXICITY: Threshold(0.5, 0.5)})

    assert found.undecided_held == 1
    assert found.false_holds.value is None


def test_a_label_without_a_score_says_nothing() -> None:
    found = effect(HISTORY, {Label.THREAT: Threshold(0.0, 0.0)})

    assert found.held_a_day == 0


def test_no_past_at_all_is_no_error() -> None:
    found = effect(past(), {Label.TOXICITY: Threshold(0.5, 0.9)})

    assert found.held_a_day == 0
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
