"""Figures compared with values that were computed by hand."""

from __future__ import annotations

import numpy as np
import pytest

from moderation.scoring.evaluation.figures import (
    auc,
    calibration_error,
    false_positives_at_recall,
    group_aucs,
    reliability,
    share,
    threshold_at_recall,
)


def truths(*values: int) -> np.ndarray:
    return np.array(values, dtype=bool)


@pytest.mark.parametrize(
    ("scores", "expected"),
    [
        pytest.param([0.1, 0.2, 0.8, 0.9], 1.0, id="in order"),
        pytest.param([0.9, 0.8, 0.2, 0.1], 0.0, id="upside down"),
        pytest.param([0.5, 0.5, 0.5, 0.5], 0.5, id="all alike"),
        pytest.param([0.1, 0.8, 0.2, 0.9], 0.75, id="one pair of four wrong"),
    ],
)
def test_auc_is_the_share_of_pairs_in_order(
    scores: list[float], expected: float
) -> None:
    figure = auc(np.array(scores), truths(0, 0, 1, 1))

    assert figure is not None
    assert figure.value == pytest.approx(expected)
    assert 0.0 <= figure.low <= figure.value <= figure.high <= 1.0


def test_what_has_no_opposite_has_no_auc() -> None:
    assert auc(np.array([0.1, 0.9]), truths(1, 1)) is None


def test_more_rows_narrow_an_interval() -> None:
    few, many = share(truths(*[0, 1] * 5)), share(truths(*[0, 1] * 500))

    assert few is not None
    assert many is not None
    assert few.high - few.low > many.high - many.low


def test_the_threshold_at_a_recall_finds_that_share() -> None:
    scores = np.linspace(0, 1, 101)
    all_true = np.ones(101, dtype=bool)

    threshold = threshold_at_recall(scores, all_true, 0.9)

    assert (scores >= threshold).mean() == pytest.approx(0.9, abs=0.01)


def test_false_positives_are_counted_among_the_harmless() -> None:
    figure = false_positives_at_recall(
        np.array([0.1, 0.7, 0.6, 0.9]), truths(0, 0, 1, 1), 1.0
    )

    assert figure is not None
    assert figure.value == 0.5


def test_a_group_whose_harmless_rows_score_high_has_a_low_bpsn() -> None:
    scores = np.array([0.9, 0.95, 0.1, 0.8])
    figures = group_aucs(scores, truths(0, 1, 0, 1), truths(1, 1, 0, 0))

    assert figures["BPSN"] is not None
    assert figures["BPSN"].value == 0.0
    assert figures["BNSP"] is not None
    assert figures["BNSP"].value == 1.0


def test_scores_that_come_true_as_often_as_they_say_have_no_error() -> None:
    scores = np.full(10, 0.8)

    right = reliability(scores, truths(*[1] * 8, 0, 0))
    wrong = reliability(scores, truths(*[0] * 10))

    assert calibration_error(right) == pytest.approx(0.0)
    assert calibration_error(wrong) == pytest.approx(0.8)


def test_rows_that_were_drawn_half_and_half_count_as_they_occur() -> None:
    scores = np.array([0.95] * 10 + [0.05] * 10)
    known = truths(*[1] * 9, 0, *[0] * 9, 1)

    low, high = reliability(scores, known, prevalence=0.1)

    # One in ten is true in nature: 9 of 10 at 0.1/0.5, 1 of 10 at 0.9/0.5.
    assert high.true == pytest.approx(9 * 0.2 / (9 * 0.2 + 1 * 1.8))
    assert low.true == pytest.approx(1 * 0.2 / (1 * 0.2 + 9 * 1.8))
    assert low.weight + high.weight == pytest.approx(1.0)
