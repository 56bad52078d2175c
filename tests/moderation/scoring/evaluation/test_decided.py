"""Two classifiers on the same decisions, and what limits and scores mean afterwards."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pytest

from moderation.scoring.base.labels import Label
from moderation.scoring.base.protocol import Scores
from moderation.scoring.evaluation import decided
from moderation.scoring.training.decisions import DecidedText

DAY = datetime(2026, 1, 1, tzinfo=UTC)
CHANCE = np.random.default_rng(2)


def decision(place: int, *, is_rejected: bool, weight: float = 1.0) -> DecidedText:
    known = {Label.TOXICITY: float(is_rejected)}
    return DecidedText(str(place), known, is_rejected, DAY, weight)


DECISIONS = [decision(n, is_rejected=n % 4 == 0) for n in range(400)]
TRUTHS = np.array([each.is_rejected for each in DECISIONS])
KNOWING = 0.6 * TRUTHS + 0.4 * CHANCE.random(400)
GUESSING = CHANCE.random(400)


def scores(toxicities: np.typing.NDArray[np.float64]) -> list[Scores]:
    return [dict.fromkeys(Label) | {Label.TOXICITY: float(one)} for one in toxicities]


@pytest.mark.parametrize(
    ("before", "after", "is_better"),
    [
        pytest.param(GUESSING, KNOWING, True, id="it has learned"),
        pytest.param(KNOWING, GUESSING, False, id="it has forgotten"),
        pytest.param(GUESSING, GUESSING, False, id="it is the same"),
        pytest.param(GUESSING, CHANCE.random(400), False, id="both guess"),
    ],
)
def test_it_is_better_only_if_chance_does_not_explain_the_gain(
    before: np.typing.NDArray[np.float64],
    after: np.typing.NDArray[np.float64],
    *,
    is_better: bool,
) -> None:
    found = decided.compare(before, after, DECISIONS, seed=0)

    assert decided.is_better(found) is is_better


def test_a_comment_of_the_audit_sample_counts_as_many_as_it_represents() -> None:
    rows = np.array([0.9, 0.5, 0.1]), np.array([False, True, False])

    assert decided.auc(*rows, np.array([1.0, 1.0, 1.0])) == pytest.approx(0.5)
    assert decided.auc(*rows, np.array([1.0, 1.0, 9.0])) == pytest.approx(0.9)


def test_decisions_give_a_label_its_line_and_the_others_none() -> None:
    found = decided.lines(DECISIONS, scores(KNOWING))

    assert set(found) == {Label.TOXICITY}
    assert found[Label.TOXICITY](0.2) < 0.1
    assert found[Label.TOXICITY](0.8) > 0.9


def test_limits_lie_where_as_many_comments_are_above_them() -> None:
    knots = decided.knots(scores(GUESSING), scores(GUESSING**2))

    pairs = knots[Label.TOXICITY]
    assert pairs[0] == (0.0, 0.0)
    assert pairs[-1] == (1.0, 1.0)
    assert all(later == pytest.approx(one**2, abs=0.01) for one, later in pairs)


def test_decisions_that_are_all_alike_measure_nothing() -> None:
    alike = [decision(n, is_rejected=True) for n in range(3)]

    with pytest.raises(ValueError, match="rejected and approved"):
        decided.compare(np.ones(3), np.ones(3), alike, seed=0)
