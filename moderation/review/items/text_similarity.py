"""Finds near-duplicates: texts with the same words except for a few.

The shingles of a text are hashed into a few numbers (MinHash with one permutation), and
the numbers into bands. Texts that share a band are candidates. The similarity of their
shingles then decides.
"""

from __future__ import annotations

import re
import unicodedata
import zlib
from hashlib import blake2b

SHINGLE = 5
BINS, ROWS = 32, 4
SIMILAR_ENOUGH = 0.75
FEWEST_CHARACTERS = 24
"""The fewest characters of a text that may be decided together with another."""

_OTHER = re.compile(r"[^\w]+")


def shingles(text: str) -> frozenset[bytes]:
    """Return the pieces of *text* that are compared, without case and marks.

    Returns an empty set if the text is too short.
    """
    folded = unicodedata.normalize("NFKC", text).casefold()
    plain = _OTHER.sub(" ", folded).strip()
    if len(plain) < FEWEST_CHARACTERS:
        return frozenset()
    pieces = (plain[at : at + SHINGLE] for at in range(len(plain) - SHINGLE + 1))
    return frozenset(piece.encode() for piece in pieces)


def bands(pieces: frozenset[bytes]) -> list[int]:
    """Return the bands. Near-duplicates almost always share at least one."""
    if not pieces:
        return []
    least: list[int | None] = [None] * BINS
    for piece in pieces:
        number = zlib.crc32(piece)
        place, known = number % BINS, least[number % BINS]
        if known is None or number < known:
            least[place] = number
    filled = [_borrowed(least, place) for place in range(BINS)]
    return sorted({_digest(at, filled[at : at + ROWS]) for at in range(0, BINS, ROWS)})


def similarity(one: frozenset[bytes], other: frozenset[bytes]) -> float:
    """Return the share of pieces that both have, 0 to 1."""
    together = len(one | other)
    return len(one & other) / together if together else 0.0


def _borrowed(least: list[int | None], place: int) -> int:
    """Return a bin's number; an empty bin borrows its neighbour's."""
    for step in range(BINS):
        found = least[(place + step) % BINS]
        if found is not None:
            return found + step
    return 0


def _digest(at: int, numbers: list[int]) -> int:
    digest = blake2b(repr((at, numbers)).encode(), digest_size=8).digest()
    return int.from_bytes(digest) >> 1
