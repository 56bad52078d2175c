"""Fits scores to the scale of the real API, and measures the fit.

Each attribute is a mixture of labels, mapped by isotonic regression as Google's own
calibration was: the monotone map with the least squared error. It is fitted on all rows
and measured by cross-validation, so every row is measured by a fit that did not see it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from moderation.perspective.calibrating import Curve, Weights, log_odds, mixed
from moderation.scoring.base.labels import Label
from moderation.scoring.base.protocol import Scores

Numbers = NDArray[np.float64]

COLUMNS: Mapping[str, tuple[str, Label]] = {
    "TOXICITY": ("TOXICITY@6", Label.TOXICITY),
    "SEVERE_TOXICITY": ("SEVERE_TOXICITY@2", Label.SEVERE_TOXICITY),
    "IDENTITY_ATTACK": ("IDENTITY_ATTACK", Label.IDENTITY_ATTACK),
    "INSULT": ("INSULT", Label.INSULT),
    "PROFANITY": ("PROFANITY", Label.OBSCENE),
    "OBSCENE": ("OBSCENE", Label.OBSCENE),
    "THREAT": ("THREAT", Label.THREAT),
    "SEXUALLY_EXPLICIT": ("SEXUALLY_EXPLICIT", Label.SEXUAL_EXPLICIT),
}
"""The column of the data and the label of each attribute."""

CUTS = (0.7, 0.8, 0.9)
LEAST_ROWS = 50
"""The fewest rows above a cut for which a figure is reported."""

SEED = 20_180_801
FOLDS = 10
DIGITS = 7
Z_95 = 1.959964


@dataclass(frozen=True)
class AttributeFit:
    """The mixture of labels that follows an attribute, and the map of the mixture."""

    weights: Weights
    curve: Curve

    def __call__(self, scores: Scores) -> float:
        """Return the attribute's score on the scale of the real API."""
        return self.curve(mixed(scores, self.weights))


def fit_attribute(
    scores: Sequence[Scores], real: Numbers, label: Label
) -> AttributeFit:
    """Return the mixture and the map whose scores come closest to *real*.

    :param label: the attribute's own label, which is mapped alone if no mixture fits.
    """
    weights = mix(scores, real) or {label: 1.0}
    mixtures = np.array([mixed(each, weights) for each in scores])
    return AttributeFit(weights, fit(mixtures, real))


def cross_validated(
    scores: Sequence[Scores], real: Numbers, label: Label
) -> tuple[Numbers, Numbers]:
    """Return each row's mixture and mapped score, by a fit to the other folds."""
    mixtures, mapped = np.zeros(len(real)), np.zeros(len(real))
    for fold in folds(len(real)):
        others = np.setdiff1d(np.arange(len(real)), fold)
        found = fit_attribute([scores[at] for at in others], real[others], label)
        mixtures[fold] = [mixed(scores[at], found.weights) for at in fold]
        mapped[fold] = [found(scores[at]) for at in fold]
    return mixtures, mapped


def folds(rows: int) -> list[NDArray[np.intp]]:
    """Return the rows of each fold, the same at each call."""
    order = np.random.default_rng(SEED).permutation(rows)
    return np.array_split(order, FOLDS)


def mix(scores: Sequence[Scores], real: Numbers) -> dict[Label, float]:
    """Return the weights of the labels whose mixture follows *real*.

    The least squares of the log odds against the sum of a real score and its rank: the
    score alone would follow only the few high ones, and the rank alone lose them. A
    label that would count against the attribute is left out, so that no higher score
    lowers the mixture.
    """
    odds = {
        label: np.array([log_odds(each[label] or 0.0) for each in scores])
        for label in Label
    }
    aim = real + _ranks(real) / len(real)
    counted = list(Label)
    while counted:
        columns = np.stack([*(odds[label] for label in counted), np.ones(len(aim))], 1)
        found = np.linalg.lstsq(columns, aim, rcond=None)[0][:-1]
        if (found > 0).all():
            whole = float(found.sum())
            shares = {
                label: round(float(value) / whole, 3)
                for label, value in zip(counted, found, strict=True)
            }
            return {label: share for label, share in shares.items() if share}
        del counted[int(found.argmin())]
    return {}


def fit(scores: Numbers, real: Numbers) -> Curve:
    """Return the monotone map from *scores* to *real* with the least squared error.

    It is linear between the middles of its steps, so that a higher score between two
    middles does not become equal to a lower one.
    """
    steps: list[tuple[float, float, float, int]] = []
    for at in np.argsort(scores, kind="stable"):
        step = (float(scores[at]), float(scores[at]), float(real[at]), 1)
        while steps and steps[-1][2] >= step[2]:
            step = _pooled(steps.pop(), step)
        steps.append(step)
    knots = {_short((low + high) / 2): _short(mean) for low, high, mean, _ in steps}
    return Curve(list(knots), list(knots.values()))


def _short(value: float) -> float:
    """Return *value* rounded to significant digits: a calibrated score may be tiny."""
    return float(f"{value:.{DIGITS}g}")


def measure(mixtures: Numbers, mapped: Numbers, real: Numbers) -> dict[str, Any]:
    """Return the agreement of *mapped* scores, and of the order, with the *real* ones.

    :param mixtures: what was mapped. It has the order without the steps of the map.
    """
    return {
        "rows": len(real),
        "rank_correlation": _rounded(_correlation(_ranks(mixtures), _ranks(real))),
        "mean_difference": _rounded(float(np.abs(mapped - real).mean())),
        "cuts": [_cut(mapped, real, cut) for cut in CUTS],
    }


def _cut(mapped: Numbers, real: Numbers, cut: float) -> dict[str, Any]:
    above, ours = real >= cut, mapped >= cut
    count = int(above.sum())
    return {
        "cut": cut,
        "above": count,
        "is_claimed": count >= LEAST_ROWS,
        "same_side": _share(int((above == ours).sum()), len(real)),
        "found": _share(int((above & ours).sum()), count),
        "right": _share(int((above & ours).sum()), int(ours.sum())),
    }


def _share(hits: int, of: int) -> list[float] | None:
    """Return a share with its 95 % interval (Wilson 1927); ``None`` for no rows."""
    if of == 0:
        return None
    ratio, square = hits / of, Z_95**2
    middle = (ratio + square / (2 * of)) / (1 + square / of)
    spread = Z_95 * math.sqrt(ratio * (1 - ratio) / of + square / (4 * of**2))
    half = spread / (1 + square / of)
    return [_rounded(each) for each in (ratio, middle - half, middle + half)]


def _pooled(
    one: tuple[float, float, float, int], other: tuple[float, float, float, int]
) -> tuple[float, float, float, int]:
    count = one[3] + other[3]
    mean = (one[2] * one[3] + other[2] * other[3]) / count
    return one[0], other[1], mean, count


def _ranks(values: Numbers) -> Numbers:
    """Return the rank of each value; equal values get their mean rank."""
    _, places, counts = np.unique(values, return_inverse=True, return_counts=True)
    middles = np.cumsum(counts) - (counts - 1) / 2
    return np.asarray(middles[places], dtype=np.float64)


def _correlation(one: Numbers, other: Numbers) -> float:
    return float(np.corrcoef(one, other)[0, 1])


def _rounded(value: float) -> float:
    return round(min(1.0, max(-1.0, value)), 4)
