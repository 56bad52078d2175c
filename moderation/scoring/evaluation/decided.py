"""Measures classifiers on decisions that none of them was trained on.

A decision of the audit sample counts as many comments as it represents.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

import numpy as np

from moderation.scoring.base.labels import Label
from moderation.scoring.base.protocol import Scores
from moderation.scoring.evaluation.figures import Figure, Line, Numbers, Truths
from moderation.scoring.evaluation.fitting import LEAST, weighted_line
from moderation.scoring.runtime.calibration import CalibrationLine
from moderation.scoring.training.decisions import DecidedText

HOLDING = (Label.TOXICITY, Label.IDENTITY_ATTACK, Label.THREAT)
"""The labels whose highest score ranks comments."""

RESAMPLES = 500
"""How often the comments are drawn anew for an interval."""

RATES = (0.03, 0.10)
"""The shares of approved comments at which the recall is told."""

LEVELS = (0.5, 0.75, 0.9, 0.95, 0.97, 0.98, 0.985, 0.99, 0.995, 0.998)
"""The shares of comments below a limit at which two scales are compared."""


@dataclass(frozen=True)
class Compared:
    """One measurement of both classifiers, and what the second gains, with intervals.

    :param gain: has the interval of the difference on the same comments.
    """

    name: str
    before: Figure
    after: Figure
    gain: Figure

    def line(self) -> Line:
        """Return a line for the table."""
        return self.name, f"{self.before} | {self.after} | {_signed(self.gain)}"


def _signed(gain: Figure) -> str:
    return f"{gain.value:+.3f} ({gain.low:+.3f} to {gain.high:+.3f})"


def is_better(found: Sequence[Compared]) -> bool:
    """Whether the second ranks better, so that chance hardly explains it.

    The whole interval of the gain in AUC, the first of *found*, is above zero.
    """
    return found[0].gain.low > 0


def rank(scores: Sequence[Scores]) -> Numbers:
    """Return the highest score of the labels that hold, for each text."""
    return np.array(
        [max(each[label] or 0.0 for label in HOLDING) for each in scores], np.float64
    )


def compare(
    before: Numbers, after: Numbers, kept_back: Sequence[DecidedText], *, seed: int
) -> list[Compared]:
    """Compare two rankings of the same decided comments.

    :raises ValueError: if all of *kept_back* were decided alike.
    """
    truths = np.array([each.is_rejected for each in kept_back], dtype=bool)
    weights = np.array([each.weight for each in kept_back], dtype=np.float64)
    if truths.all() or not truths.any():
        raise ValueError("Measuring needs rejected and approved comments.")
    measures: dict[str, Callable[..., float]] = {"AUC of rejected comments": auc}
    for rate in RATES:
        name = f"rejected found, with {rate:.0%} of the approved"
        measures[name] = _recall_at(rate)
    rng = np.random.default_rng(seed)
    draws = _draws(truths, rng)
    return [
        _compared(name, measure, (before, after), (truths, weights), draws)
        for name, measure in measures.items()
    ]


def auc(scores: Numbers, truths: Truths, weights: Numbers) -> float:
    """Return the area under the ROC curve of weighted rows; ties count half."""
    _, places = np.unique(scores, return_inverse=True)
    positives = np.bincount(places, weights * truths)
    negatives = np.bincount(places, weights * ~truths)
    below = np.cumsum(negatives) - negatives / 2
    return float(positives @ below / (positives.sum() * negatives.sum()))


def _recall_at(rate: float) -> Callable[[Numbers, Truths, Numbers], float]:
    def recall(scores: Numbers, truths: Truths, weights: Numbers) -> float:
        _, places = np.unique(-scores, return_inverse=True)
        positives = np.bincount(places, weights * truths).cumsum()
        negatives = np.bincount(places, weights * ~truths).cumsum()
        within = np.searchsorted(negatives, rate * negatives[-1], side="right")
        return float(positives[within - 1] / positives[-1]) if within else 0.0

    return recall


def _draws(truths: Truths, rng: np.random.Generator) -> list[Numbers]:
    """Return how often each row is drawn in each resample, by decision."""
    draws = []
    for _ in range(RESAMPLES):
        counts = np.zeros(len(truths))
        for kind in (truths, ~truths):
            rows = np.flatnonzero(kind)
            picked = rng.choice(rows, len(rows))
            counts += np.bincount(picked, minlength=len(truths))
        draws.append(counts)
    return draws


def _compared(
    name: str,
    measure: Callable[..., float],
    rankings: tuple[Numbers, Numbers],
    rows: tuple[Truths, Numbers],
    draws: Sequence[Numbers],
) -> Compared:
    truths, weights = rows
    values = [measure(each, truths, weights) for each in rankings]
    drawn = np.array(
        [
            [measure(each, truths, weights * counts) for each in rankings]
            for counts in draws
        ]
    )
    gains = drawn[:, 1] - drawn[:, 0]
    return Compared(
        name,
        _figure(values[0], drawn[:, 0], len(truths)),
        _figure(values[1], drawn[:, 1], len(truths)),
        _figure(values[1] - values[0], gains, len(truths)),
    )


def _figure(value: float, drawn: Numbers, rows: int) -> Figure:
    low, high = np.quantile(drawn, [0.025, 0.975])
    return Figure(value, float(low), float(high), rows)


def lines(
    decided: Sequence[DecidedText], scores: Sequence[Scores], *, least: int = LEAST
) -> dict[Label, CalibrationLine]:
    """Return the calibration line of each label that enough decisions tell.

    A label gets no line if fewer than *least* decisions say that a text has it, if the
    model lacks it, or if such texts score no higher.

    :param scores: uncalibrated, one for each of *decided*.
    """
    found = {}
    for label in Label:
        known = [
            (score, each.known[label] > 0, each.weight)
            for each, row in zip(decided, scores, strict=True)
            if label in each.known and (score := row[label]) is not None
        ]
        if sum(truth for _, truth, _ in known) < least:
            continue
        columns = [np.array(column) for column in zip(*known, strict=True)]
        with suppress(ValueError):
            found[label] = weighted_line(columns[0], columns[1], columns[2])
    return found


def knots(
    before: Sequence[Scores], after: Sequence[Scores]
) -> dict[Label, list[tuple[float, float]]]:
    """Return where the same share of comments lies above a limit, for each label.

    Pairs of a limit on the scale *before* and one on the scale *after*, both rising
    from 0 to 1. A label that one of the classifiers lacks has none.
    """
    found = {}
    for label in Label:
        pairs = [(one[label], other[label]) for one, other in _pairs(before, after)]
        known = [(a, b) for a, b in pairs if a is not None and b is not None]
        if known:
            table = np.array(known, dtype=np.float64)
            found[label] = _rising(np.quantile(table, LEVELS, axis=0).tolist())
    return found


def _pairs(
    before: Sequence[Scores], after: Sequence[Scores]
) -> Sequence[tuple[Mapping[Label, float | None], Mapping[Label, float | None]]]:
    return list(zip(before, after, strict=True))


def _rising(pairs: Sequence[Sequence[float]]) -> list[tuple[float, float]]:
    """Return the pairs that rise in both, between (0, 0) and (1, 1)."""
    found = [(0.0, 0.0)]
    for former, later in pairs:
        one, other = round(former, 5), round(later, 5)
        if found[-1][0] < one < 1.0 and found[-1][1] < other < 1.0:
            found.append((one, other))
    return [*found, (1.0, 1.0)]
