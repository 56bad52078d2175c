"""A dot plot: one column for each hundredth, one dot for a few comments."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

HIGHEST = 20
"""The number of dots in the highest column."""

STEP = 10
"""The distance of two dots, in units of the drawing."""


@dataclass(frozen=True)
class DotPlot:
    """A drawing of dots, and the number of comments that each dot represents."""

    path: str
    each: int
    width: int
    height: int

    @classmethod
    def of(cls, counts: Sequence[int]) -> DotPlot:
        """Draw *counts*. A column with any comment has at least one dot."""
        each = max(1, math.ceil(max(counts, default=0) / HIGHEST))
        height = HIGHEST * STEP
        path = "".join(
            f"M{column * STEP + STEP // 2} {height - row * STEP - STEP // 2}h0"
            for column, count in enumerate(counts)
            for row in range(math.ceil(count / each))
        )
        return cls(path, each, len(counts) * STEP, height)
