"""A calibration learns from the rows kept for it how often a score is right."""

from __future__ import annotations

import numpy as np
import pytest

from moderation.scoring.evaluating.figures import calibration_error, reliability
from moderation.scoring.evaluating.fitting import fit, line_through
from moderation.scoring.evaluating.sets import Example
from moderation.scoring.labels import Label
from moderation.scoring.protocol import Scores

PREVALENCE = 0.08


def half_and_half(seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Return scores that tell rows apart, but promise as much for both kinds."""
    chance = np.random.default_rng(seed)
    truths = np.arange(2_000) % 2 == 0
    odds = np.where(truths, 1.5, -1.5) + chance.normal(0, 1.5, truths.size)
    return 1 / (1 + np.exp(-odds)), truths


def error(scores: np.ndarray, truths: np.ndarray) -> float:
    return calibration_error(reliability(scores, truths, prevalence=PREVALENCE))


def test_on_other_rows_a_score_is_right_as_often_as_it_says() -> None:
    scores, truths = half_and_half(seed=1)
    line = line_through(*half_and_half(seed=2), prevalence=PREVALENCE)

    calibrated = np.array([line(score) for score in scores])

    assert error(scores, truths) > 0.1
    assert error(calibrated, truths) < 0.02


def test_rows_that_are_told_apart_perfectly_have_a_finite_line() -> None:
    line = line_through(
        np.array([0.1, 0.2, 0.8, 0.9]),
        np.array([False, False, True, True]),
        prevalence=PREVALENCE,
    )

    assert 0 < line.slope < 100


def test_scores_that_are_the_wrong_way_round_calibrate_nothing() -> None:
    scores, truths = half_and_half(seed=3)

    with pytest.raises(ValueError, match="no likelier"):
        line_through(1 - scores, truths, prevalence=PREVALENCE)


def test_rows_of_one_kind_calibrate_nothing() -> None:
    with pytest.raises(ValueError, match="rows that are not"):
        line_through(np.array([0.2, 0.9]), np.array([True, True]), prevalence=0.08)


def test_only_rows_kept_for_it_are_fitted_to() -> None:
    def example(is_toxic: bool, *tags: str) -> Example:
        return Example("", {Label.TOXICITY: is_toxic}, frozenset(tags))

    def score(value: float) -> Scores:
        return dict.fromkeys(Label, value)

    ours = [example(at % 2 == 0, "fitted to") for at in range(40)]
    scores = [score(0.3 + 0.3 * (at % 2 == 0) + 0.01 * (at % 7)) for at in range(40)]
    others = [example(at % 2 == 1) for at in range(40)]

    alone = fit(ours, scores)

    assert fit(ours + others, scores + scores) == alone
    assert set(alone.lines) == {Label.TOXICITY}
