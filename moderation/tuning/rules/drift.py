"""Measures the drift of scores with the population stability index."""

from __future__ import annotations

import math
from collections.abc import Sequence

from auth.core.formats import fixed
from auth.core.translation import gettext as _

LEAST = 100
"""The fewest scores on each side for an index."""

STEADY, SHIFTED = 0.1, 0.25


def stability(before: Sequence[int], after: Sequence[int]) -> float | None:
    """Return the index of two histograms over the same bins; ``None`` if too small.

    Half a score is added to each bin, so that an empty one has a logarithm.
    """
    if min(sum(before), sum(after)) < LEAST:
        return None
    index = 0.0
    for old, new in zip(_shares(before), _shares(after), strict=True):
        index += (new - old) * math.log(new / old)
    return index


def stability_words(index: float | None) -> str:
    """Return the meaning of an index in words."""
    if index is None:
        return _("too few")
    if index < STEADY:
        return _("%(index)s, steady", index=fixed(index))
    if index < SHIFTED:
        return _("%(index)s, shifting", index=fixed(index))
    return _("%(index)s, drifted", index=fixed(index))


def _shares(counts: Sequence[int]) -> list[float]:
    total = sum(counts) + len(counts) / 2
    return [(count + 0.5) / total for count in counts]
