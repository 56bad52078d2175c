"""How often a score is right, for each label with enough rows."""

from __future__ import annotations

from moderation.scoring.base.labels import Label
from moderation.scoring.base.protocol import Scores
from moderation.scoring.evaluation.data_sets import Example
from moderation.scoring.evaluation.probabilities import sections

ROWS = 400
THREATS = [
    Example(
        "", {Label.THREAT: at % 2 == 0}, frozenset({"first half"} if at % 3 else ())
    )
    for at in range(ROWS)
]
TELLING = [0.3 + 0.4 * (at % 2 == 0) + 0.02 * (at % 9) for at in range(ROWS)]


def scored(values: list[float] | list[None]) -> list[Scores]:
    return [dict.fromkeys(Label, value) for value in values]


def test_the_calibration_error_is_told_as_trained_and_as_calibrated() -> None:
    [(title, lines)] = sections(THREATS, scored(TELLING))

    told = dict(lines)
    before = float(told["expected calibration error, as trained"])
    after = float(told["expected calibration error, calibrated"])
    assert title == "Calibration of threat, if 0.38% are"
    assert after < 0.01 < before


def test_a_label_that_the_model_lacks_is_left_out() -> None:
    assert list(sections(THREATS, scored([None] * ROWS))) == []


def test_a_label_that_is_scored_the_wrong_way_round_is_reported() -> None:
    [(_, lines)] = sections(THREATS, scored([1 - value for value in TELLING]))

    assert "no likelier to be right" in dict(lines)["calibrated"]


def test_a_label_that_too_few_rows_know_is_left_out() -> None:
    assert list(sections(THREATS[:70], scored(TELLING[:70]))) == []
