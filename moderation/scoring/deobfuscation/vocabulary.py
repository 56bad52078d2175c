"""The words that a disguised one may stand for."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache

from moderation.scoring.base.checkpoints import BUNDLED_FOLDER

LEAST = 4
"""Letters of a word that may be read out of signs or pieces: shorter ones turn up by
chance."""

COMMON = 9_000
"""The tokenizer has its words in the order of how common they are, after about two
thousand signs; from here on they are rare, or parts of words."""

_WHOLE = re.compile(r"[a-z]+")


@cache
def ranks() -> Mapping[str, int]:
    """Return the whole words of the bundled tokenizer, each with its place."""
    file = BUNDLED_FOLDER / "config" / "tokenizer.json"
    vocabulary = json.loads(file.read_text(encoding="utf-8"))["model"]["vocab"]
    return {word: at for word, at in vocabulary.items() if _WHOLE.fullmatch(word)}


def is_known(word: str) -> bool:
    """Whether *word*, in letters of either size, is one of :data:`LEAST` or more."""
    return len(word) >= LEAST and word.lower() in ranks()


@cache
def common() -> frozenset[str]:
    """Return the words that are so common that each stands for itself."""
    return frozenset(word for word, at in ranks().items() if at < COMMON)
