"""Measures how often two people make the same decision on the same comment."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

Pair = tuple[str, str]
"""The first and the second person's decision, in one word each."""

FEWEST = 10
"""The fewest pairs for showing a kappa."""

Z = 1.959964
"""The normal quantile of a 95 % interval."""


@dataclass(frozen=True)
class Agreement:
    """The share of agreement between two people, and Cohen's kappa.

    :param kappa: Cohen's kappa (1960): 1 for full agreement, 0 for random agreement.
        ``None`` if there are too few pairs, or if it is undefined.
    :param half: half the width of its 95 % interval, from Cohen's large-sample error.
    """

    pairs: int
    agreed: int
    kappa: float | None = None
    half: float | None = None


def agreement_of(pairs: Sequence[Pair]) -> Agreement:
    """Return the agreement over *pairs*."""
    count, agreed = len(pairs), sum(first == second for first, second in pairs)
    if count < FEWEST:
        return Agreement(count, agreed)
    firsts = Counter(first for first, _ in pairs)
    seconds = Counter(second for _, second in pairs)
    chance = sum(firsts[word] * seconds[word] for word in firsts) / count**2
    if chance == 1:
        return Agreement(count, agreed)
    seen = agreed / count
    error = math.sqrt(seen * (1 - seen) / count) / (1 - chance)
    return Agreement(count, agreed, (seen - chance) / (1 - chance), Z * error)
