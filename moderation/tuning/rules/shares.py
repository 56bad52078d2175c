"""Shares and daily rates with their 95 % intervals."""

from __future__ import annotations

import math
from dataclasses import dataclass

Z_95 = 1.959964
"""The two-sided 95 % point of the normal distribution."""


@dataclass(frozen=True)
class Share:
    """A share with its 95 % interval; ``None`` if nothing was decided.

    :param of: the sample size; for a weighted share, the effective size.
    """

    value: float | None
    low: float = 0.0
    high: float = 1.0
    of: int = 0


@dataclass(frozen=True)
class Rate:
    """A number per day with its 95 % interval."""

    value: float
    low: float
    high: float

    def times(self, factor: float) -> Rate:
        """Return the rate multiplied by *factor*."""
        return Rate(self.value * factor, self.low * factor, self.high * factor)


UNKNOWN = Share(None)


def share(hits: float, of: float) -> Share:
    """Return *hits* of *of* with its Wilson interval (Wilson 1927)."""
    if of == 0:
        return UNKNOWN
    ratio, square = hits / of, Z_95**2
    middle = (ratio + square / (2 * of)) / (1 + square / of)
    spread = Z_95 * math.sqrt(ratio * (1 - ratio) / of + square / (4 * of**2))
    half = spread / (1 + square / of)
    low, high = max(0.0, middle - half), min(1.0, middle + half)
    return Share(ratio, min(low, ratio), max(high, ratio), round(of))


def weighted_share(hits: float, total: float, squares: float) -> Share:
    """Return the share of *hits* in *total* for weighted comments.

    The interval is Wilson's with Kish's effective sample size, because unequal weights
    carry less information than equal ones.

    :param hits: the sum of the weights of the hits.
    :param total: the sum of all weights.
    :param squares: the sum of all squared weights.
    """
    if total == 0:
        return UNKNOWN
    effective = total**2 / squares
    return share(hits / total * effective, effective)


def rate(count: int, days: float) -> Rate:
    """Return *count* over *days* as a daily rate, with Byar's interval for counts."""
    low = (
        count * (1 - 1 / (9 * count) - Z_95 / (3 * math.sqrt(count))) ** 3
        if count
        else 0
    )
    more = count + 1
    high = more * (1 - 1 / (9 * more) + Z_95 / (3 * math.sqrt(more))) ** 3
    return Rate(count / days, max(low, 0.0) / days, high / days)
