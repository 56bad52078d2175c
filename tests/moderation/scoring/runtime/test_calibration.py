"""A calibrated score says how often it is right, and changes no order."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from moderation.scoring.base import checkpoints
from moderation.scoring.base.checkpoints import Checkpoint
from moderation.scoring.base.labels import Label
from moderation.scoring.base.protocol import Span
from moderation.scoring.runtime.calibration import (
    CalibratedScorer,
    Calibration,
    CalibrationLine,
    calibration_of,
    keep,
)
from moderation.scoring.runtime.fixed_scorer import FixedScorer

RIDGE_WEIGHT = CalibrationLine(slope=3.0, offset=-3.5)


@pytest.fixture
def own(tmp_path: Path) -> Checkpoint:
    return Checkpoint("own", tmp_path / "own.ckpt", "ab" * 32, None)


def calibration(line: CalibrationLine = RIDGE_WEIGHT) -> Calibration:
    return Calibration("c9", {Label.TOXICITY: line})


@pytest.mark.parametrize(
    ("line", "score", "share"),
    [
        (CalibrationLine(1.0, 0.0), 0.3, 0.3),
        (CalibrationLine(3.0, 0.0), 0.5, 0.5),
        (RIDGE_WEIGHT, 0.5, 0.0293),
        (RIDGE_WEIGHT, 0.9, 0.9565),
    ],
)
def test_a_line_moves_a_score(
    line: CalibrationLine, score: float, share: float
) -> None:
    assert line(score) == pytest.approx(share, abs=1e-4)


def test_no_line_changes_the_order_or_leaves_the_scale() -> None:
    shares = [RIDGE_WEIGHT(place / 1_000) for place in range(1_001)]

    assert all(low <= high for low, high in pairwise(shares))
    assert shares[0] >= 0.0
    assert shares[-1] <= 1.0


def test_only_the_labels_with_a_line_move() -> None:
    scorer = CalibratedScorer(FixedScorer(), calibration())

    [scores] = scorer.score(["You idiot"])

    assert scores[Label.TOXICITY] == pytest.approx(RIDGE_WEIGHT(0.70))
    assert scores[Label.INSULT] == 0.76


class Explaining(FixedScorer):
    """Explains every text by one sentence of that score, and one word."""

    def __init__(self, score: float) -> None:
        super().__init__()
        self._score = score

    def explain(self, text: str) -> list[Span]:
        return [
            Span(Label.TOXICITY, 0, len(text), self._score, is_word=False),
            Span(Label.INSULT, 0, len(text), self._score, is_word=False),
            Span(Label.TOXICITY, 4, 9, 0.4),
        ]


def test_a_sentence_is_explained_on_the_scale_of_its_score() -> None:
    spans = CalibratedScorer(Explaining(0.9), calibration()).explain("You idiot")

    assert [(span.label, span.score) for span in spans] == [
        (Label.TOXICITY, 0.9565),
        (Label.INSULT, 0.9),
        (Label.TOXICITY, 0.4),
    ]


def test_a_label_that_is_most_unlikely_drove_nothing() -> None:
    spans = CalibratedScorer(Explaining(0.35), calibration()).explain("You idiot")

    assert [span.label for span in spans] == [Label.INSULT]


def test_a_label_that_the_model_lacks_has_no_score() -> None:
    scores = calibration().apply(dict.fromkeys(Label))

    assert scores[Label.TOXICITY] is None


def test_the_version_says_which_calibration() -> None:
    assert calibration().over(FixedScorer()).version == "fixed-1-c9"


def test_without_lines_a_scorer_stays_as_it_is() -> None:
    scorer = FixedScorer()

    assert Calibration().over(scorer) is scorer


def test_what_was_kept_is_found_again(own: Checkpoint) -> None:
    keep(calibration(), own)

    assert calibration_of(own) == calibration()


def test_another_checkpoint_is_not_calibrated_by_it(own: Checkpoint) -> None:
    keep(calibration(), Checkpoint("other", own.file, "cd" * 32, None))

    assert calibration_of(own) == Calibration()


def test_a_limit_of_one_is_never_reached() -> None:
    certain = CalibrationLine(30.0, 30.0)(1.0)

    assert certain < 1
    assert np.float32(certain) < 1


def test_all_labels_of_the_bundled_checkpoint_are_calibrated_but_the_rarest(
    tmp_path: Path,
) -> None:
    bundled = checkpoints.find(
        checkpoints.BUNDLED, tmp_path, sha256="", report=lambda _: None
    )

    rarest = {Label.SEVERE_TOXICITY, Label.SEXUAL_EXPLICIT}
    assert set(Label) - set(calibration_of(bundled).lines) == rarest
