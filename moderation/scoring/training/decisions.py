"""The newsroom's own decisions as rows to train on, and which are kept for measuring.

The rules are pure: the caller reads the decisions from its database.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from moderation.scoring.base.errors import ScoringError
from moderation.scoring.base.labels import Label
from moderation.scoring.training.rows import TrainingRow, row

LEAST_DECISIONS = 2_000
LEAST_REJECTIONS = 200
"""Below these a training gained nothing on another newspaper's comments."""

KEPT_BACK = 0.2
"""The share of decisions, the last ones by time, that only measure."""

REVIEWED_TWICE = 2.0
"""How much a decision counts that two people have made."""

MOST_WEIGHT = 20.0
"""The most that one decision of the audit sample counts in training. One that stands
for a thousand comments would otherwise be all that the model learns from a batch. In
measuring it counts whole."""

LEAST_OF_REJECTED = 0.25
"""The least share of the weight that rejected comments have in training."""

PASSES = 3


class TooFewDecisionsError(ScoringError):
    """There are too few decisions to learn from. The message says how many."""


@dataclass(frozen=True)
class DecidedText:
    """A text, and what a decision on it says of its labels.

    :param known: the labels that the decision tells; the others are unknown.
    :param weight: how many comments it represents: more than one in the audit sample.
    """

    text: str
    known: Mapping[Label, float]
    is_rejected: bool
    decided_at: datetime
    weight: float = 1.0
    is_reviewed_twice: bool = False


@dataclass(frozen=True)
class Lessons:
    """The decisions to train on, and the later ones that are kept for measuring."""

    taught: Sequence[DecidedText]
    kept_back: Sequence[DecidedText]


@dataclass(frozen=True)
class Least:
    """The fewest decisions, and the fewest rejections among them, to learn from."""

    decisions: int = LEAST_DECISIONS
    rejections: int = LEAST_REJECTIONS


def check(decided: Sequence[DecidedText], least: Least) -> None:
    """Check that there are enough decisions.

    :raises TooFewDecisionsError: with a sentence that says what is missing.
    """
    rejections = sum(each.is_rejected for each in decided)
    if len(decided) >= least.decisions and rejections >= least.rejections:
        return
    raise TooFewDecisionsError(
        f"There are {len(decided):,} decisions to learn from, {rejections:,} of them"
        f" rejections. Learning needs {least.decisions:,} with at least"
        f" {least.rejections:,} rejections: from fewer, a model learns the exceptions"
        " and gets worse at the rest."
    )


def split(decided: Sequence[DecidedText]) -> Lessons:
    """Keep the last fifth by time for measuring.

    A text that was also decided before is left out of it: the model has seen it.
    """
    ordered = sorted(decided, key=lambda each: each.decided_at)
    at = len(ordered) - int(len(ordered) * KEPT_BACK)
    seen = {_words(each.text) for each in ordered[:at]}
    return Lessons(
        ordered[:at], [each for each in ordered[at:] if _words(each.text) not in seen]
    )


def rows(taught: Sequence[DecidedText], *, passes: int = PASSES) -> list[TrainingRow]:
    """Return the rows of a training, each decision *passes* times.

    The mean weight is 1. Rejected comments have at least
    :data:`LEAST_OF_REJECTED` of the weight together.
    """
    weights = _balanced(taught, [_weight(each) for each in taught])
    mean = sum(weights) / max(len(weights), 1)
    return [
        row(each.text, each.known, weight / mean)
        for each, weight in zip(taught, weights, strict=True)
    ] * passes


def _weight(each: DecidedText) -> float:
    twice = REVIEWED_TWICE if each.is_reviewed_twice else 1.0
    return min(each.weight, MOST_WEIGHT) * twice


def _balanced(taught: Sequence[DecidedText], weights: Sequence[float]) -> list[float]:
    def total(counts: Callable[[DecidedText], bool]) -> float:
        pairs = zip(taught, weights, strict=True)
        return sum(weight for each, weight in pairs if counts(each))

    rejected = total(lambda each: each.is_rejected)
    approved = total(lambda each: not each.is_rejected)
    least = approved * LEAST_OF_REJECTED / (1 - LEAST_OF_REJECTED)
    factor = max(1.0, least / rejected) if rejected else 1.0
    return [
        weight * factor if each.is_rejected else weight
        for each, weight in zip(taught, weights, strict=True)
    ]


def _words(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))
