"""The ways in which people disguise a word so that a filter misses it."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping

ALIKE = {"a": "а", "e": "е", "o": "о", "p": "р", "c": "с", "x": "х", "i": "і"}  # noqa: RUF001  Cyrillic letters that look Latin are the point.
LEET = {"a": "4", "e": "3", "i": "1", "o": "0", "s": "5", "t": "7"}
INVISIBLE = "\u200b"
STROKE = "\u0336"

_WORD = re.compile(r"[A-Za-z]{4,}")

Disguise = Callable[[str], str]


def _each_word(change: Disguise) -> Disguise:
    return lambda text: _WORD.sub(lambda word: change(word[0]), text)


def _spelled(table: Mapping[str, str]) -> Disguise:
    return lambda word: "".join(table.get(letter, letter) for letter in word)


def _doubled(word: str) -> str:
    rng = random.Random(word)  # noqa: S311  Reproducible by design; nothing secret hangs on it.
    place = 1 + rng.randrange(len(word) - 2)
    return word[:place] + word[place] * 3 + word[place:]


def _halved(word: str) -> str:
    middle = len(word) // 2
    return f"{word[:middle]} {word[middle:]}"


DISGUISES: dict[str, Disguise] = {
    "invisible characters": _each_word(INVISIBLE.join),
    "combining strokes": _each_word(lambda word: STROKE.join(word) + STROKE),
    "look-alike letters": _each_word(_spelled(ALIKE)),
    "full-width letters": _each_word(
        lambda word: "".join(chr(ord(letter) + 0xFEE0) for letter in word)
    ),
    "digits for letters": _each_word(_spelled(LEET)),
    "spaced letters": _each_word(" ".join),
    "dotted letters": _each_word(".".join),
    "repeated letters": _each_word(_doubled),
    "split words": _each_word(_halved),
}
"""Each disguise by name. It is applied to every word of four letters or more."""
