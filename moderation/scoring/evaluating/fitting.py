"""Fitting a calibration to the rows kept back for it; the others measure it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from moderation.scoring.calibration import Calibration, Line
from moderation.scoring.evaluating.figures import Numbers, Truths, weighed
from moderation.scoring.evaluating.sets import Example
from moderation.scoring.labels import Label
from moderation.scoring.protocol import Scores

NAME = "c1"
TOXIC_ON_NEWS_SITES = 0.08
"""Of the comments in the whole of Civil Comments, so many are toxic."""
NATURAL = {Label.TOXICITY: TOXIC_ON_NEWS_SITES}
"""The share of comments of which a label is true, where that was found published."""

STEPS = 100
STEEP = 0.01
"""What the square of the line's numbers costs, in rows."""
NEAREST = 1e-7


def fit(examples: Sequence[Example], scores: Sequence[Scores]) -> Calibration:
    """Return the lines of the labels whose natural share is known.

    :param scores: uncalibrated, one for each of *examples*.
    """
    lines = {}
    for label, prevalence in NATURAL.items():
        found = [
            (scores[at][label], each.truths[label])
            for at, each in enumerate(examples)
            if "fitted to" in each.tags and label in each.truths
        ]
        values = np.array([score or 0.0 for score, _ in found], dtype=np.float64)
        truths = np.array([truth for _, truth in found], dtype=bool)
        lines[label] = line_through(values, truths, prevalence=prevalence)
    return Calibration(NAME, lines)


def line_through(scores: Numbers, truths: Truths, *, prevalence: float) -> Line:
    """Return the line that makes *truths* likeliest, weighed to their natural share.

    Newton's method. A steep line costs a little, so that rows which a threshold tells
    apart perfectly have a finite one.

    :raises ValueError: if all truths are the same, or a higher score is no likelier.
    """
    if truths.all() or not truths.any():
        raise ValueError("A calibration needs rows that are and rows that are not.")
    inside = np.clip(scores, NEAREST, 1 - NEAREST)
    odds = np.log(inside / (1 - inside))
    known = np.stack([odds, np.ones_like(odds)], axis=1)
    weights = weighed(truths, prevalence)

    def cost(line: Numbers) -> float:
        each = np.logaddexp(0, known @ line) - truths * (known @ line)
        return float(weights @ each + STEEP / 2 * line @ line)

    found = np.array([1.0, 0.0])
    for _ in range(STEPS):
        guess = np.exp(-np.logaddexp(0, -(known @ found)))
        slope = known.T @ (weights * (guess - truths)) + STEEP * found
        bend = known.T @ (known * (weights * guess * (1 - guess))[:, None])
        step = np.linalg.solve(bend + STEEP * np.eye(2), slope)
        while cost(found - step) > cost(found) and float(np.abs(step).max()) > NEAREST:
            step = step / 2
        found = found - step
        if float(np.abs(step).max()) < NEAREST:
            break
    if found[0] <= 0:
        raise ValueError("A higher score is no likelier to be right: nothing to fit.")
    return Line(round(float(found[0]), 4), round(float(found[1]), 4))
