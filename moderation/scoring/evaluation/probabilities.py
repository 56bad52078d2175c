"""The sections of the table about calibration: how often a score is right."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress

from moderation.scoring.base.labels import Label
from moderation.scoring.base.protocol import Scores
from moderation.scoring.evaluation.data_sets import Example
from moderation.scoring.evaluation.figures import (
    Bin,
    Line,
    Numbers,
    Section,
    Truths,
    calibration_error,
    reliability,
)
from moderation.scoring.evaluation.fitting import LEAST, NATURAL, Known, crossed, known


def sections(
    examples: Sequence[Example], scores: Sequence[Scores]
) -> Iterator[Section]:
    """Yield a section for each label that is known for enough rows.

    :param scores: uncalibrated, one for each of *examples*.
    """
    for label in Label:
        rows = known(examples, scores, label)
        if rows.truths.sum() >= LEAST:
            title = f"Calibration of {label.value}, if {NATURAL[label]:.2%} are"
            yield title, list(_lines(rows, NATURAL[label]))


def curves(
    examples: Sequence[Example], scores: Sequence[Scores]
) -> dict[Label, list[Bin]]:
    """Return the reliability curve, once calibrated, of each label that has a line."""
    found = {}
    for label in Label:
        rows = known(examples, scores, label)
        if rows.truths.sum() >= LEAST:
            with suppress(ValueError):
                calibrated = crossed(rows, prevalence=NATURAL[label])
                found[label] = reliability(
                    calibrated, rows.truths, prevalence=NATURAL[label]
                )
    return found


def _lines(rows: Known, prevalence: float) -> Iterator[Line]:
    """Yield the error and the reliability curve before and after calibration.

    Each half of the rows is calibrated by the line fitted to the other half.
    """
    yield from _curve("as trained", rows.scores, rows.truths, prevalence)
    try:
        calibrated = crossed(rows, prevalence=prevalence)
    except ValueError as error:
        yield "calibrated", str(error)
    else:
        yield from _curve("calibrated", calibrated, rows.truths, prevalence)


def _curve(
    name: str, scores: Numbers, truths: Truths, prevalence: float
) -> Iterator[Line]:
    curve = reliability(scores, truths, prevalence=prevalence)
    yield f"expected calibration error, {name}", f"{calibration_error(curve):.4f}"
    for each in curve:
        yield (
            f"{name}, scores about {each.score:.2f}: the share that is so",
            f"{each.true:.3f} ({each.rows:,} rows)",
        )
