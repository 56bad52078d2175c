"""Writes scores as the protocol does: 32-bit floats in the fewest digits."""

from __future__ import annotations

import struct

_MOST_DIGITS = 9
"""Decimal digits that distinguish any two 32-bit floats (IEEE 754, binary32)."""


def single(value: float) -> float:
    """Return the shortest decimal that reads as the 32-bit float nearest to *value*.

    The result is clipped to 0..1, because a rounding error may leave it just outside.
    """
    limited = min(max(value, 0.0), 1.0)
    packed = struct.pack("<f", limited)
    [nearest] = struct.unpack("<f", packed)
    for digits in range(1, _MOST_DIGITS):
        shown = float(f"{nearest:.{digits}g}")
        if struct.pack("<f", shown) == packed:
            return shown
    return float(f"{nearest:.{_MOST_DIGITS}g}")
