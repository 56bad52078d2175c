"""A calibration from too few decisions is refused, and its name follows its lines."""

from __future__ import annotations

from pathlib import Path

import pytest

from moderation.scoring.base.labels import Label
from moderation.scoring.learning.calibrating import calibrate, named_by_lines
from moderation.scoring.runtime.calibration import CalibrationLine
from moderation.scoring.training.decisions import TooFewDecisionsError


def test_too_few_rejections_are_refused_before_anything_is_loaded(
    tmp_path: Path,
) -> None:
    with pytest.raises(TooFewDecisionsError, match="needs 40"):
        calibrate([], "none", tmp_path, sha256="", report=lambda _: None)


def test_another_line_has_another_name() -> None:
    one = named_by_lines({Label.TOXICITY: CalibrationLine(1.0, -2.0)})
    other = named_by_lines({Label.TOXICITY: CalibrationLine(1.0, -2.1)})

    assert one.name != other.name
    assert one.name == named_by_lines(one.lines).name
