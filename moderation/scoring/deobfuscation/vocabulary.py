"""The words that a disguised word may stand for."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache

from moderation.scoring.base.checkpoints import BUNDLED_FOLDER

LEAST = 4
"""The fewest letters of a word that may be found behind signs or in pieces. Shorter
words occur by accident."""

COMMON = 9_000
"""The tokenizer lists its words by frequency, after about two thousand signs. Words
from this rank on are rare, or parts of words."""

_WHOLE = re.compile(r"[a-z]+")


@cache
def ranks() -> Mapping[str, int]:
    """Return the whole words of the bundled tokenizer, each with its rank."""
    file = BUNDLED_FOLDER / "config" / "tokenizer.json"
    vocabulary = json.loads(file.read_text(encoding="utf-8"))["model"]["vocab"]
    return {word: at for word, at in vocabulary.items() if _WHOLE.fullmatch(word)}


def is_known(word: str) -> bool:
    """Whether *word*, in any case, is known and has at least :data:`LEAST` letters."""
    return len(word) >= LEAST and word.lower() in ranks()


@cache
def common() -> frozenset[str]:
    """Return the words that are too common to be part of a split word."""
    return frozenset(word for word, at in ranks().items() if at < COMMON)
