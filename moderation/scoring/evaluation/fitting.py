"""Fits a calibration to judged rows kept back, and measures its error."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

import numpy as np

from moderation.scoring.base.labels import Label
from moderation.scoring.base.protocol import Scores
from moderation.scoring.evaluation.data_sets import Example
from moderation.scoring.evaluation.figures import Numbers, Truths, weighed
from moderation.scoring.runtime.calibration import Calibration, CalibrationLine

NAME = "c3"
JUDGED_POSITIVES = {
    Label.TOXICITY: (550, 4_192),
    Label.SEVERE_TOXICITY: (1, 4_233),
    Label.OBSCENE: (71, 4_250),
    Label.IDENTITY_ATTACK: (187, 4_044),
    Label.INSULT: (1_160, 4_157),
    Label.THREAT: (16, 4_221),
    Label.SEXUAL_EXPLICIT: (1, 4_253),
}
"""Of the judged comments that are close to a natural sample of news comments: how many
have the label, as the guideline of the judgements defines it, and on how many a panel
would agree."""

NATURAL: Mapping[Label, float] = {
    label: count / of for label, (count, of) in JUDGED_POSITIVES.items()
}
"""The natural share of comments that have each label."""

LEAST = 40
"""The fewest true rows, among those kept back, for fitting a line to a label."""

STEPS = 100
RIDGE_WEIGHT = 0.01
"""The weight of the ridge penalty on the line's parameters, in rows."""
NEAREST = 1e-7


@dataclass(frozen=True)
class Known:
    """The rows for which a label is known: scores, truths, and which half they are in.

    :param first: whether each row belongs to the first of the two halves.
    """

    scores: Numbers
    truths: Truths
    first: Truths


def fit(
    examples: Sequence[Example], scores: Sequence[Scores], *, least: int = LEAST
) -> Calibration:
    """Return the line of each label that enough rows have.

    A label gets no line if the model lacks it, or if true rows score no higher.

    :param scores: uncalibrated, one for each of *examples*.
    :raises ValueError: if no label gets a line.
    """
    lines = {}
    for label, prevalence in NATURAL.items():
        rows = known(examples, scores, label)
        if rows.truths.sum() >= least:
            with suppress(ValueError):
                lines[label] = line_through(
                    rows.scores, rows.truths, prevalence=prevalence
                )
    if not lines:
        raise ValueError(f"No label that can be told is true of {least} rows.")
    return Calibration(NAME, lines)


def known(examples: Sequence[Example], scores: Sequence[Scores], label: Label) -> Known:
    """Return the rows for which *label* is known; none if the model lacks it."""
    found = [
        (score, each.truths[label], "first half" in each.tags)
        for each, row in zip(examples, scores, strict=True)
        if label in each.truths and (score := row[label]) is not None
    ]
    columns = list(zip(*found, strict=True)) or [(), (), ()]
    return Known(
        np.array(columns[0], dtype=np.float64),
        np.array(columns[1], dtype=bool),
        np.array(columns[2], dtype=bool),
    )


def crossed(rows: Known, *, prevalence: float) -> Numbers:
    """Return calibrated scores, using for each half the line fitted to the other.

    So no row is measured with a line that was fitted to it.

    :raises ValueError: as :func:`line_through`.
    """
    calibrated = np.empty_like(rows.scores)
    for half in (rows.first, ~rows.first):
        line = line_through(
            rows.scores[~half], rows.truths[~half], prevalence=prevalence
        )
        calibrated[half] = [line(score) for score in rows.scores[half]]
    return calibrated


def line_through(
    scores: Numbers, truths: Truths, *, prevalence: float
) -> CalibrationLine:
    """Return the line of maximum likelihood, with rows weighted to their natural share.

    :raises ValueError: as :func:`weighted_line`.
    """
    return weighted_line(scores, truths, weighed(truths, prevalence))


def weighted_line(scores: Numbers, truths: Truths, weights: Numbers) -> CalibrationLine:
    """Return the line of maximum likelihood for rows with *weights*.

    Uses Newton's method. A small penalty keeps the line finite if one threshold
    separates the rows perfectly.

    :raises ValueError: if all truths are equal, or if higher scores are not more often
        true.
    """
    if truths.all() or not truths.any():
        raise ValueError("A calibration needs rows that are and rows that are not.")
    inside = np.clip(scores, NEAREST, 1 - NEAREST)
    odds = np.log(inside / (1 - inside))
    columns = np.stack([odds, np.ones_like(odds)], axis=1)

    def cost(line: Numbers) -> float:
        each = np.logaddexp(0, columns @ line) - truths * (columns @ line)
        return float(weights @ each + RIDGE_WEIGHT / 2 * line @ line)

    found = np.array([1.0, 0.0])
    for _ in range(STEPS):
        guess = np.exp(-np.logaddexp(0, -(columns @ found)))
        slope = columns.T @ (weights * (guess - truths)) + RIDGE_WEIGHT * found
        bend = columns.T @ (columns * (weights * guess * (1 - guess))[:, None])
        step = np.linalg.solve(bend + RIDGE_WEIGHT * np.eye(2), slope)
        while cost(found - step) > cost(found) and float(np.abs(step).max()) > NEAREST:
            step = step / 2
        found = found - step
        if float(np.abs(step).max()) < NEAREST:
            break
    if found[0] <= 0:
        raise ValueError("A higher score is no likelier to be right: nothing to fit.")
    return CalibrationLine(round(float(found[0]), 4), round(float(found[1]), 4))
