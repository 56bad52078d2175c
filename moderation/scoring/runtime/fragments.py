"""Counts the words of a short text in Latin letters that are in no English list.

A language detector says little about three words. The tokenizer of the bundled model
knows about twenty thousand words whole; it reads any other word as fragments, and the
model learned nothing from those of another language. Its words come from an
encyclopedia, so the words that readers use beside them (*vermin*, *hypocrite*) are
listed in ``english_words.txt``: all that stand in lower case in at least three of the
Civil Comments (CC0).
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from moderation.scoring.deobfuscation.vocabulary import ranks

MOST_WORDS = 6
"""A text with more words is left to the language detector alone."""

LEAST_LETTERS, LEAST_ALONE = 4, 5
"""A shorter word, among others or alone, may be slang or an abbreviation."""

_WORD = re.compile(r"[A-Za-z\u00c0-\u024f\u1e00-\u1eff]+")
_DRAWN_OUT = re.compile(r"(\w)\1\1|^(\w{1,3})\2{2,}", re.IGNORECASE)
_ENDINGS = ("s", "es", "ed", "d", "ing", "ers", "er", "ly", "ic", "al", "ism")


def unknown_share(text: str) -> float:
    """Return the share of the words of a short text that are in no English list.

    :returns: 0 for a text of more than :data:`MOST_WORDS` words, or of none.
    """
    words = _WORD.findall(text)
    if not words or len(words) > MOST_WORDS:
        return 0.0
    least = LEAST_LETTERS if len(words) > 1 else LEAST_ALONE
    # A later word with a capital letter is a name, or may be one.
    judged = [word for at, word in enumerate(words) if at == 0 or word.islower()]
    return sum(_is_unknown(word, least) for word in judged) / len(words)


def _is_unknown(word: str, least: int) -> bool:
    """Whether a word is long enough to judge, not drawn out (*aaargh*), and unknown."""
    if len(word) < least or _DRAWN_OUT.search(word):
        return False
    plain = word.lower()
    return not _is_listed(plain) and not any(
        plain.endswith(ending) and _is_listed(plain.removesuffix(ending))
        for ending in _ENDINGS
    )


def _is_listed(word: str) -> bool:
    return word in ranks() or word in _of_readers()


@cache
def _of_readers() -> frozenset[str]:
    """Return the words of English readers that the tokenizer does not know."""
    file = Path(__file__).with_name("english_words.txt")
    return frozenset(file.read_text(encoding="utf-8").split())
