"""The figures of an evaluation, computed from scores and true labels.

All arrays are one-dimensional. Truths are booleans, scores are in 0..1.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from moderation.scoring.base.labels import Label
from moderation.scoring.evaluation.data_sets import Example

Numbers = npt.NDArray[np.float64]
Truths = npt.NDArray[np.bool_]
Line = tuple[str, str]
"""The name of a measurement, and the figure as text."""

Section = tuple[str, list[Line]]
"""A title and its lines."""

Z = 1.959964
"""The normal quantile of a 95 % interval."""


@dataclass(frozen=True)
class Figure:
    """A figure, its 95 % interval, and the number of rows it was measured on."""

    value: float
    low: float
    high: float
    rows: int

    def __str__(self) -> str:
        return (
            f"{self.value:.3f} ({self.low:.3f} to {self.high:.3f}, {self.rows:,} rows)"
        )


def auc(scores: Numbers, truths: Truths) -> Figure | None:
    """Return the area under the ROC curve; ties count half.

    The interval is Hanley and McNeil's (Radiology 143, 1982).

    :returns: ``None`` where all truths are the same.
    """
    positives, negatives = int(truths.sum()), int((~truths).sum())
    if not positives or not negatives:
        return None
    ranks = _ranks(scores)
    area = (ranks[truths].sum() - positives * (positives + 1) / 2) / (
        positives * negatives
    )
    one, two = area / (2 - area), 2 * area**2 / (1 + area)
    variance = (
        area * (1 - area)
        + (positives - 1) * (one - area**2)
        + (negatives - 1) * (two - area**2)
    ) / (positives * negatives)
    half = Z * math.sqrt(max(variance, 0.0))
    return Figure(area, max(0.0, area - half), min(1.0, area + half), len(truths))


def _ranks(scores: Numbers) -> Numbers:
    """Return the rank of each score, from 1; equal scores get their mean rank."""
    _, places, counts = np.unique(scores, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    ranks: Numbers = (last - (counts - 1) / 2)[places]
    return ranks


def share(hits: Truths) -> Figure | None:
    """Return the share of *hits* with Wilson's interval; ``None`` for no rows."""
    rows = len(hits)
    if not rows:
        return None
    value = float(hits.mean())
    bottom = 1 + Z**2 / rows
    middle = (value + Z**2 / (2 * rows)) / bottom
    half = Z * math.sqrt(value * (1 - value) / rows + Z**2 / (4 * rows**2)) / bottom
    return Figure(value, max(0.0, middle - half), min(1.0, middle + half), rows)


def threshold_at_recall(scores: Numbers, truths: Truths, recall: float) -> float:
    """Return the highest threshold that still finds the share *recall* of the true."""
    found = np.sort(scores[truths])[::-1]
    return float(found[max(0, math.ceil(recall * len(found)) - 1)])


def threshold_at_share(scores: Numbers, rate: float) -> float:
    """Return the score that at most the share *rate* of *scores* is above."""
    ordered = np.sort(scores)[::-1]
    return float(ordered[min(int(rate * len(ordered)), len(ordered) - 1)])


def false_positives_at_recall(
    scores: Numbers, truths: Truths, recall: float
) -> Figure | None:
    """Return the share of harmless rows that are called harmful at that recall."""
    if not truths.any():
        return None
    threshold = threshold_at_recall(scores, truths, recall)
    return share(scores[~truths] >= threshold)


def group_aucs(
    scores: Numbers, truths: Truths, group: Truths
) -> dict[str, Figure | None]:
    """Return the three AUCs of Borkan et al. (2019) for rows that name a group.

    Subgroup: rows of the group only. BPSN: harmless rows of the group against harmful
    rows of the rest. BNSP: harmful rows of the group against harmless rows of the rest.
    """
    chosen: dict[str, Any] = {
        "subgroup": group,
        "BPSN": (group & ~truths) | (~group & truths),
        "BNSP": (group & truths) | (~group & ~truths),
    }
    return {name: auc(scores[rows], truths[rows]) for name, rows in chosen.items()}


@dataclass(frozen=True)
class Bin:
    """The rows whose scores fall into one bin: mean score, and the share that is true.

    :param weight: the weighted share of all rows.
    """

    score: float
    true: float
    weight: float
    rows: int


def reliability(
    scores: Numbers, truths: Truths, *, prevalence: float | None = None, bins: int = 10
) -> list[Bin]:
    """Return the reliability curve over bins of equal width, without empty bins.

    :param prevalence: the natural share of true rows, to which the sample is weighted.
        ``None`` means no weights.
    """
    weights = weighed(truths, prevalence)
    places = np.minimum((scores * bins).astype(int), bins - 1)
    curve = []
    for place in range(bins):
        inside = places == place
        if inside.any():
            own = weights[inside]
            curve.append(
                Bin(
                    float(np.average(scores[inside], weights=own)),
                    float(np.average(truths[inside], weights=own)),
                    float(own.sum() / weights.sum()),
                    int(inside.sum()),
                )
            )
    return curve


def weighed(truths: Truths, prevalence: float | None) -> Numbers:
    """Return a weight for each row that gives true rows the share *prevalence*."""
    positives = float(truths.mean()) if len(truths) else 0.0
    if prevalence is None or not 0 < positives < 1:
        return np.ones(len(truths))
    return np.where(truths, prevalence / positives, (1 - prevalence) / (1 - positives))


def highest(scores: Mapping[Label, Numbers], labels: Sequence[Label]) -> Numbers:
    """Return the highest score of *labels* for each row."""
    found: Numbers = np.max([scores[label] for label in labels], axis=0)
    return found


def marks(examples: Sequence[Example], tag: str) -> Truths:
    """Return a mask of the examples that have *tag*."""
    return np.array([tag in each.tags for each in examples], dtype=bool)


def shown(figure: Figure | None) -> str:
    """Return the figure as text for the table."""
    return "unknown" if figure is None else str(figure)


def calibration_error(curve: Sequence[Bin]) -> float:
    """Return the expected calibration error: the mean gap over the weighted bins."""
    return sum(abs(each.score - each.true) * each.weight for each in curve)
