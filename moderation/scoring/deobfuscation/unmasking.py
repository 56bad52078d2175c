"""Undoes what people do to letters to hide a word from a classifier.

A text is scored as written and unmasked, and the higher score of each label counts. So
a step may garble an honest text, but it must not make it look like abuse.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from itertools import groupby

from moderation.scoring.deobfuscation import vocabulary
from moderation.scoring.deobfuscation.letters import LEET, LOOK_ALIKES, STYLED, plain
from moderation.scoring.deobfuscation.split_words import rejoin
from moderation.scoring.deobfuscation.traced_text import Kept, TracedText

VERSION = "u2"
"""Bump when the output changes for the same input. Part of the scorer's version."""

_SIGNS = re.escape("".join(sign for sign in LEET if not sign.isalnum()))
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]+")
_WORD = re.compile(r"[^\W\d_]+")
_MARKS = r"\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u20d0-\u20ff"
_MARKED = re.compile(rf"[\w{_MARKS}]+")
_MARK = re.compile(rf"[{_MARKS}]")
_SPACED = re.compile(
    r"(?<![^\W_])[A-Za-z](?P<between>[ .\-_*,/|])[A-Za-z]"
    r"(?:(?P=between)[A-Za-z])+(?![^\W_])"
)
_DISGUISED = re.compile(
    rf"(?<![\w{_SIGNS}])(?=[A-Za-z]*[0-9{_SIGNS}])[A-Za-z0-9{_SIGNS}]{{3,24}}"
    r"(?![\w@$€])"
)
_STRETCHED = re.compile(
    r"(?<![^\W\d_])(?!([A-Za-z])\1+\b)[A-Za-z]*([A-Za-z])\2\2[A-Za-z]*"
)
_ALPHABETS = (LEET, LEET | {"1": "l"})
_ROMAN = re.compile("[IVXLCM]+")
_ENDS_DOUBLE = frozenset("sflSFL")


def unmask(text: str) -> TracedText:
    """Return *text* as a reader reads it, with the position of each character.

    Removes invisible characters and stacked marks, replaces styled letters, look-alike
    letters and leet by plain letters, joins spaced letters and split words, and
    shortens stretched words. Words of other scripts, ordinary diacritics, numbers and
    codes stay unchanged. The time is linear in the length of the text.
    """
    found = TracedText.of(text)
    if not text.isascii():
        found = found.rewrite(_BEYOND_ASCII, _plain_and_visible)
        found = found.rewrite(_MARKED, _without_marks)
        found = found.rewrite(_WORD, _in_one_script)
    found = found.rewrite(_SPACED, _joined)
    found = rejoin(found.rewrite(_DISGUISED, _spelled))
    return found.rewrite(_STRETCHED, _shortened)


def _plain_and_visible(match: re.Match[str]) -> Kept:
    is_emoji = False
    for at, character in enumerate(match.group()):
        if _is_invisible(character):
            # An emoji keeps its joiners: they hide nothing.
            if is_emoji:
                yield at, character
            continue
        is_emoji = unicodedata.category(character) in {"So", "Sk"}
        yield at, plain(character)


def _is_invisible(character: str) -> bool:
    # Hangul fillers and variation selectors are invisible, whatever their category.
    return (
        unicodedata.category(character) == "Cf"
        or character in "\u034f\u115f\u1160\u3164\uffa0"
        or "\ufe00" <= character <= "\ufe0f"
    )


def _without_marks(match: re.Match[str]) -> Kept:
    """Remove all marks from a Latin word if some of them do not form a letter."""
    word = match.group()
    if not _MARK.search(word) or not _is_piled(word):
        return enumerate(word)
    return [
        (at, unicodedata.normalize("NFD", letter)[0])
        for at, letter in enumerate(word)
        if not _MARK.match(letter)
    ]


def _is_piled(word: str) -> bool:
    letters = _MARK.sub("", word)
    composed = unicodedata.normalize("NFC", word)
    return bool(_MARK.search(composed)) and all(
        _is_latin(letter) or letter in LOOK_ALIKES for letter in letters
    )


def _in_one_script(match: re.Match[str]) -> Kept:
    """Replace look-alikes in a word of mixed scripts if every letter looks Latin."""
    word = match.group()
    has_latin = any(letter.isascii() for letter in word)
    passes = all(_is_latin(letter) or letter in LOOK_ALIKES for letter in word)
    for at, letter in enumerate(word):
        yield at, LOOK_ALIKES.get(letter, letter) if has_latin and passes else letter


def _joined(match: re.Match[str]) -> Kept:
    return [(at, letter) for at, letter in enumerate(match.group()) if at % 2 == 0]


def _spelled(match: re.Match[str]) -> Kept:
    word = match.group().rstrip("!")
    shouted = match.group()[len(word) :]
    return enumerate(_read(word, _alphabet(word)) + shouted)


def _alphabet(word: str) -> Mapping[str, str]:
    """Return the letters that signs in *word* stand for; empty if it is no disguise."""
    for each in _ALPHABETS:
        if vocabulary.is_known(_read(word, each)):
            return each
    return LEET if _is_disguised(word) else {}


def _read(word: str, table: Mapping[str, str]) -> str:
    return "".join(table.get(letter, letter) for letter in word)


def _is_disguised(word: str) -> bool:
    """Whether *word* is like ``1d10t`` or ``$hit``, not like ``4th`` or ``mp3``.

    Every sign must be able to stand for a letter, and one must precede a letter. The
    word needs two letters and must not begin with a number of several digits.
    """
    signs = [letter for letter in word if not letter.isalpha()]
    if not signs or len(word) - len(signs) < 2 or word[:2].isdigit():
        return False
    if not all(sign in LEET for sign in signs):
        return False
    if word[0].isdigit() and len(word) - len(signs) < 2 + (len(signs) == 1):
        return False
    return bool(re.search(rf"[0-9{_SIGNS}]+[A-Za-z]", word))


def _shortened(match: re.Match[str]) -> Kept:
    """Reduce three or more of a letter to one, or to two at the end of "pass"."""
    word = match.group()
    kept = list(_fewer(word))
    # "Shhh" and "Oooh" are sounds: once shortened, the classifier scores them as abuse.
    is_sound = len(kept) < 3
    return enumerate(word) if is_sound or _ROMAN.fullmatch(word) else kept


def _fewer(word: str) -> Iterator[tuple[int, str]]:
    at = 0
    for letter, run in groupby(word):
        length = len(list(run))
        is_last = at + length == len(word)
        keep = length if length < 3 else 1 + (is_last and letter in _ENDS_DOUBLE)
        yield from ((at + place, letter) for place in range(keep))
        at += length


def _is_latin(letter: str) -> bool:
    return letter.isascii() or letter in STYLED or "\u00c0" <= letter <= "\u024f"
