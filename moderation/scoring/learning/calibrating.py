"""Fits a checkpoint's scores to the newsroom's own decisions."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from moderation.scoring.base import checkpoints
from moderation.scoring.base.labels import Label
from moderation.scoring.deobfuscation.unmasking_scorer import UnmaskingScorer
from moderation.scoring.evaluation import decided
from moderation.scoring.evaluation.fitting import LEAST
from moderation.scoring.runtime.calibration import Calibration, CalibrationLine, keep
from moderation.scoring.runtime.loading import load_plain
from moderation.scoring.training.decisions import DecidedText, TooFewDecisionsError


def calibrate(
    decisions: Sequence[DecidedText],
    name: str,
    folder: Path,
    *,
    sha256: str,
    report: Callable[[str], None],
    least: int = LEAST,
) -> Path:
    """Fit a line to each label that enough decisions tell; return the written file.

    Without an audit sample the probabilities are those of comments that came to the
    desk, which are higher than those of all comments.

    :param least: the fewest decisions that say that a text has a label.
    :raises TooFewDecisionsError: if no label gets a line.
    """
    rejected = sum(each.is_rejected for each in decisions)
    if rejected < least:
        raise TooFewDecisionsError(
            f"There are {rejected:,} rejections that tell a label. Calibrating needs"
            f" {least:,} for a label."
        )
    checkpoint = checkpoints.find(name, folder, sha256=sha256, report=report)
    plain, _ = load_plain(name, folder, sha256=sha256, report=report)
    scores = UnmaskingScorer(plain).score([each.text for each in decisions])
    lines = decided.lines(decisions, scores, least=least)
    if not lines:
        raise TooFewDecisionsError(
            "No label can be told: rejected comments score no higher than others."
        )
    return keep(named_by_lines(lines), checkpoint)


def named_by_lines(lines: Mapping[Label, CalibrationLine]) -> Calibration:
    """Return a calibration whose name changes with its lines."""
    if not lines:
        return Calibration()
    content = json.dumps(Calibration("", lines).as_json(), sort_keys=True)
    digest = hashlib.sha256(content.encode()).hexdigest()
    return Calibration(f"d{digest[:6]}", lines)
