"""A calibration learns from the held-out rows how often a score is right."""

from __future__ import annotations

import numpy as np
import pytest

from moderation.scoring.base.labels import Label
from moderation.scoring.base.protocol import Scores
from moderation.scoring.evaluation.data_sets import Example
from moderation.scoring.evaluation.figures import calibration_error, reliability
from moderation.scoring.evaluation.fitting import (
    NATURAL,
    crossed,
    fit,
    known,
    line_through,
)

PREVALENCE = 0.08


def half_and_half(seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Return scores that separate rows, but are equally high for both kinds."""
    rng = np.random.default_rng(seed)
    truths = np.arange(2_000) % 2 == 0
    odds = np.where(truths, 1.5, -1.5) + rng.normal(0, 1.5, truths.size)
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


def example(is_toxic: bool, *tags: str) -> Example:
    return Example("", {Label.TOXICITY: is_toxic}, frozenset(tags))


def score(value: float) -> Scores:
    return dict.fromkeys(Label, value)


def rows(count: int) -> tuple[list[Example], list[Scores]]:
    """Return rows with scores that show it: every second one is toxic."""
    examples = [
        example(at % 2 == 0, *["first half"] * (at < 40)) for at in range(count)
    ]
    scores = [score(0.3 + 0.3 * (at % 2 == 0) + 0.01 * (at % 7)) for at in range(count)]
    return examples, scores


def test_a_label_is_fitted_if_enough_rows_have_it() -> None:
    assert set(fit(*rows(80), least=40).lines) == {Label.TOXICITY}


def test_a_label_that_too_few_rows_have_stays_as_trained() -> None:
    examples, scores = rows(80)
    threats = [Example("", {Label.THREAT: at % 3 == 0}) for at in range(80)]

    found = fit([*examples, *threats], [*scores, *scores], least=40)

    assert set(found.lines) == {Label.TOXICITY}


def test_a_label_that_is_scored_the_wrong_way_round_stays_as_trained() -> None:
    examples, scores = rows(80)
    threats = [Example("", {Label.THREAT: at % 2 == 1}) for at in range(80)]

    found = fit([*examples, *threats], [*scores, *scores], least=40)

    assert set(found.lines) == {Label.TOXICITY}


def test_too_few_rows_of_every_label_calibrate_nothing() -> None:
    with pytest.raises(
        ValueError, match="No label that can be told is true of 41 rows"
    ):
        fit(*rows(80), least=41)


def test_the_rarer_a_label_is_the_less_a_score_promises() -> None:
    scores, truths = half_and_half(seed=4)
    common = line_through(scores, truths, prevalence=0.08)
    rare = line_through(scores, truths, prevalence=0.002)

    assert rare(0.9) < common(0.9) / 2


def test_no_row_is_measured_by_a_fit_that_used_it() -> None:
    examples, scores = rows(80)
    before = known(examples, scores, Label.TOXICITY)
    lines = {
        is_first: line_through(
            before.scores[before.first != is_first],
            before.truths[before.first != is_first],
            prevalence=PREVALENCE,
        )
        for is_first in (True, False)
    }

    after = crossed(before, prevalence=PREVALENCE)

    assert after.tolist() == [
        lines[bool(is_first)](value)
        for value, is_first in zip(before.scores, before.first, strict=True)
    ]


def test_the_share_of_each_label_is_what_was_counted_near_natural() -> None:
    assert {label: round(share * 100, 2) for label, share in NATURAL.items()} == {
        Label.TOXICITY: 13.12,
        Label.SEVERE_TOXICITY: 0.02,
        Label.OBSCENE: 1.67,
        Label.IDENTITY_ATTACK: 4.62,
        Label.INSULT: 27.9,
        Label.THREAT: 0.38,
        Label.SEXUAL_EXPLICIT: 0.02,
    }
