"""Scores of many texts, as one array for each label."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from moderation.scoring.base.labels import Label
from moderation.scoring.base.protocol import Scores
from moderation.scoring.evaluation.data_sets import Example
from moderation.scoring.evaluation.figures import Numbers

Score = Callable[[Sequence[str]], list[Scores]]
Columns = Mapping[Label, Numbers]


def texts_of(examples: Sequence[Example]) -> list[str]:
    """Return the text of each example."""
    return [each.text for each in examples]


def columns(scores: Sequence[Scores]) -> dict[Label, Numbers]:
    """Return one array for each label; all zeros for a label that the model lacks."""
    return {
        label: np.array([each[label] or 0.0 for each in scores], dtype=np.float64)
        for label in Label
    }
