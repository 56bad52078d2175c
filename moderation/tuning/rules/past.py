"""Past comments as arrays: one row a comment, one column a label."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from moderation.scoring.base.labels import Label

LABELS = tuple(Label)


class Fate(IntEnum):
    """What people made of a comment."""

    UNDECIDED = 0
    APPROVED = 1
    REJECTED = 2


@dataclass(frozen=True)
class Past:
    """Past comments: scores (NaN where there is none), fates, and the days covered.

    :param seconds: the median time that a decision took, for moderators' minutes.
    :param stands_for: how many comments each decided one of the audit sample stands
        for, 0 for the others. ``None`` where there is no sample: what slipped is then
        unknown.
    """

    scores: NDArray[np.float32]
    fates: NDArray[np.int8]
    days: float
    seconds: float = 30.0
    stands_for: NDArray[np.float64] | None = None
    columns: tuple[NDArray[np.float32], ...] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        # A column that lies in one piece is compared several times as fast.
        columns = tuple(
            np.ascontiguousarray(self.scores[:, number])
            for number in range(len(LABELS))
        )
        object.__setattr__(self, "columns", columns)

    def column(self, label: Label) -> NDArray[np.float32]:
        """Return every comment's score of *label*."""
        return self.columns[LABELS.index(label)]

    def __len__(self) -> int:
        """Return how many comments there are."""
        return len(self.fates)
