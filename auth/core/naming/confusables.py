"""Finds texts that look alike, by the skeletons of Unicode Technical Standard 39, 4.

The table in the file beside this module is Unicode's own.
"""

from __future__ import annotations

import functools
import unicodedata
from collections.abc import Mapping
from pathlib import Path

import regex

_INVISIBLE = regex.compile(r"\p{Default_Ignorable_Code_Point}")


def skeleton(text: str) -> str:
    """Return a key that is equal for texts that look alike. Use it only to compare."""
    shown = _INVISIBLE.sub("", unicodedata.normalize("NFD", text))
    return unicodedata.normalize("NFD", shown.translate(_prototypes()))


def skeletons(text: str) -> tuple[str, str]:
    """Return two skeletons that ignore upper and lower case.

    The first folds the case before it maps shapes, the second after. Only the second
    is equal for ``CaIder`` with a capital I and ``Calder``.
    """
    folded = unicodedata.normalize("NFKC", text).casefold()
    return (
        skeleton(folded).casefold(),
        skeleton(skeleton(unicodedata.normalize("NFKC", text)).casefold()),
    )


@functools.cache
def _prototypes() -> Mapping[int, str]:
    table: dict[int, str] = {}
    path = Path(__file__).with_suffix(".txt")
    for line in path.read_text(encoding="ascii").splitlines():
        if line.startswith("#"):
            continue
        prototype, _, sources = line.partition("; ")
        shown = _characters(prototype)
        table |= {ord(each): shown for each in _characters(sources)}
    return table


def _characters(code_points: str) -> str:
    return "".join(chr(int(each, 16)) for each in code_points.split())
