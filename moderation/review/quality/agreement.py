"""Whether two people who looked at the same comment came to the same decision."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

Pair = tuple[str, str]
"""What the first and the second person decided, in one word each."""

FEWEST = 10
"""Below so many pairs a kappa says nothing, and none is shown."""

Z = 1.959964
"""The normal quantile of a 95 % interval."""


@dataclass(frozen=True)
class Agreement:
    """How often two people agree, and how much of that is more than chance.

    :param kappa: Cohen's (1960), 1 for full agreement, 0 for what chance would give;
        ``None`` where the pairs are too few, or chance alone explains everything.
    :param half: half the width of its 95 % interval, by Cohen's large-sample error.
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
