"""Finds phrases of the word list in a text.

Phrases and texts are normalised in the same way. A phrase matches whole words; in
scripts without spaces, such as Chinese and Thai, it matches anywhere.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache

import regex

from auth.core.errors import InvalidError
from auth.core.formats import number
from auth.core.translation import gettext as _

PHRASE_LENGTH = 100
MOST_PHRASES = 2_000

SPACELESS = (
    "Han",
    "Hiragana",
    "Katakana",
    "Thai",
    "Lao",
    "Khmer",
    "Myanmar",
    "Tibetan",
)
"""Scripts without spaces between words."""

_SPACELESS = "".join(rf"\p{{{script}}}" for script in SPACELESS)
# Marks belong to their letter: without them, words of Hindi would fall apart.
_WORD = regex.compile(r"[\p{L}\p{M}\p{N}_]+")
_LETTER = regex.compile(rf"[[\p{{L}}\p{{M}}\p{{N}}_]--[{_SPACELESS}]]", regex.V1)
# Soft hyphens, joiners, variation selectors: they are typed and not read.
_IGNORED = regex.compile(r"\p{Default_Ignorable_Code_Point}+")
_SOMETHING = regex.compile(r"[\p{L}\p{N}\p{S}]")
_ALIKE = str.maketrans(dict.fromkeys("\u2018\u2019\u02bc\u00b4`", "'")) | str.maketrans(
    dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-")
)


def normalised(text: str) -> str:
    """Return the form of *text* in which phrases and texts are compared.

    It ignores compatibility forms, case, invisible characters, and the kinds of
    apostrophes, dashes and spaces.
    """
    text = _IGNORED.sub("", unicodedata.normalize("NFKC", text))
    text = unicodedata.normalize("NFKC", text.casefold()).translate(_ALIKE)
    return " ".join(text.split())


def checked(phrases: Iterable[str]) -> list[str]:
    """Return the normalised phrases of a list in order, without repetitions.

    :raises InvalidError: if a phrase is too long or can never match, or if the list has
        more than 2,000.
    """
    wanted: dict[str, None] = {}
    for typed in phrases:
        if not typed.strip():
            continue
        phrase = normalised(typed)
        if len(phrase) > PHRASE_LENGTH:
            raise InvalidError(
                _(
                    "A phrase can have at most %(most)s characters: “%(phrase)s”.",
                    most=number(PHRASE_LENGTH),
                    phrase=typed.strip(),
                ),
                {"field": "phrases"},
            )
        if not _SOMETHING.search(phrase) or not matching([phrase], [phrase]):
            raise InvalidError(
                _(
                    "“%(phrase)s” cannot be found in any comment: a phrase needs a "
                    "letter, a digit or a sign that readers see.",
                    phrase=typed.strip(),
                ),
                {"field": "phrases"},
            )
        wanted[phrase] = None
    if len(wanted) > MOST_PHRASES:
        raise InvalidError(
            _("A word list has at most %(most)s phrases.", most=number(MOST_PHRASES)),
            {"field": "phrases"},
        )
    return list(wanted)


def matching(phrases: Sequence[str], texts: Sequence[str]) -> list[str]:
    """Return the *phrases* that occur in one of the *texts*.

    A phrase that has only words matches whatever separates them. One with other
    characters, such as "co-op" or "c++", matches as it is written. The time is linear
    in the texts and in the list: 2,000 phrases and 10,000 characters took 0.09 to
    0.16 s on a loaded machine with two cores.
    """
    literal = "\n".join(normalised(text) for text in texts)
    words = "\n".join(" ".join(_WORD.findall(line)) for line in literal.split("\n"))
    return [
        phrase
        for phrase in phrases
        if _is_in(*_form(phrase), literal=literal, words=words)
    ]


def _is_in(form: str, is_words: bool, *, literal: str, words: str) -> bool:
    text = words if is_words else literal
    at = text.find(form) if form else -1
    while at >= 0:
        if _is_edge(text, at) and _is_edge(text, at + len(form)):
            return True
        at = text.find(form, at + 1)
    return False


def _is_edge(text: str, at: int) -> bool:
    """Whether a word may begin or end between the characters around *at*."""
    around = text[max(at - 1, 0) : at + 1]
    return at == 0 or len(around) == 1 or not all(map(_is_letter, around))


@lru_cache(maxsize=4096)
def _is_letter(char: str) -> bool:
    """Whether *char* is part of a word in a script with spaces between words."""
    return _LETTER.match(char) is not None


@lru_cache(maxsize=4 * MOST_PHRASES)
def _form(phrase: str) -> tuple[str, bool]:
    """Return the search form of *phrase*, and whether it has only words."""
    form = normalised(phrase)
    words = " ".join(_WORD.findall(form))
    return form, words == form
