"""Decides which display names are refused, and which look alike.

Strangers read names in pages and in mail, and readers trust the names of staff. So a
name has ordinary letters of one alphabet, no address, and no word that stands for the
newsroom.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

import regex

from auth.core.errors import InvalidError
from auth.core.naming.confusables import skeletons
from auth.core.translation import lazy_gettext

SHORTEST, LONGEST = 2, 40
IMPORTED = "imported:"
"""The start of the key of an account that was imported. No name has such a key."""
TAKEN = lazy_gettext(
    "This name is taken or looks too much like another. Please choose another name."
)

# Letters and their marks, digits, and separators between the parts of a name.
_ALLOWED = regex.compile(r"[\p{L}\p{M}\p{Nd} .,'\u2019\-\u2010\u00b7_()&]+")
_INVISIBLE = regex.compile(r"\p{Default_Ignorable_Code_Point}")
_PILED_MARKS = regex.compile(r"\p{M}{4}")
_ADDRESS = regex.compile(r"@|://|\bwww\.|[\p{L}\p{Nd}]\.[\p{L}]{2,}", regex.IGNORECASE)

_SCRIPTS = """
Latin Cyrillic Greek Armenian Georgian Hebrew Arabic Syriac Thaana Devanagari Bengali
Gurmukhi Gujarati Oriya Tamil Telugu Kannada Malayalam Sinhala Thai Lao Tibetan Myanmar
Ethiopic Cherokee Khmer Mongolian Han Hiragana Katakana Bopomofo Hangul Coptic Tifinagh
Canadian_Aboriginal Nko Vai Lisu Deseret
"""
_OF_SCRIPT = {each: regex.compile(rf"\p{{Script={each}}}") for each in _SCRIPTS.split()}
_TOGETHER = (
    {"Latin", "Han", "Hiragana", "Katakana"},
    {"Latin", "Han", "Bopomofo"},
    {"Latin", "Han", "Hangul"},
)
"""Scripts that one name may mix: the "highly restrictive" level of UTS 39, 5.2."""

_OFFICES = """
admin administrator moderator moderation mod staff editor editorial newsroom official
support helpdesk webmaster postmaster root sysadmin system ceasefire verified
"""
"""Words that stand for the newsroom, anywhere in a name."""

_LIKE = str.maketrans("013457\u00f8\u0142\u0111", "oieastold")
"""Letters that are written as digits, and letters whose stroke is no accent."""

_WHOLE = """
anonymous deleted deleted-user former-reader guest me nobody null none undefined unknown
you the-author everyone all
"""
"""Names that the pages use for something else."""


def checked(text: str, *, reserved: Sequence[str] = ()) -> str:
    """Return a display name as it is stored.

    :param reserved: more names that nobody may take, such as those of the sites.
    :raises InvalidError: if the name is not allowed.
    """
    name = " ".join(unicodedata.normalize("NFC", text).split())
    for is_wrong, message in (
        (
            not SHORTEST <= len(name) <= LONGEST,
            _LENGTH % {"least": SHORTEST, "most": LONGEST},
        ),
        (_INVISIBLE.search(name) or not regex.search(r"\p{L}", name), _BLANK),
        (
            _ADDRESS.search(name),
            lazy_gettext("A name cannot contain an e-mail or web address."),
        ),
        (not _ALLOWED.fullmatch(name) or _PILED_MARKS.search(name), _CHARACTERS),
        (is_mixed(name), lazy_gettext("Please write your name in one alphabet.")),
        (is_reserved(name, reserved), _RESERVED),
    ):
        if is_wrong:
            raise InvalidError(message, {"field": "display_name"})
    return name


_LENGTH = lazy_gettext("A name must have %(least)s to %(most)s characters.")
_BLANK = lazy_gettext("A name needs visible letters.")
_CHARACTERS = lazy_gettext(
    "A name can contain letters, digits, spaces and . , ' - _ & ( ) only."
)
_RESERVED = lazy_gettext("This name is reserved. Please choose another.")


def shapes(name: str) -> tuple[str, str]:
    """Return the two skeletons of an account's name, which are both unique.

    Separators between the parts of a name are ignored: ``RuthCalder`` counts as ``Ruth
    Calder``.
    """
    folded, shaped = skeletons(regex.sub(r"[^\p{L}\p{M}\p{N}]+", "", name))
    return folded, shaped


def is_mixed(name: str) -> bool:
    """Whether *name* mixes alphabets that no language uses together."""
    found = {each for each, script in _OF_SCRIPT.items() if script.search(name)}
    return len(found) > 1 and not any(found <= usual for usual in _TOGETHER)


def is_reserved(name: str, reserved: Sequence[str] = ()) -> bool:
    """Whether *name* stands for the newsroom, or looks like a name that does."""
    taken = {each for word in (*_WHOLE.split(), *reserved) for each in shapes(word)}
    if not taken.isdisjoint(shapes(name)):
        return True
    offices = {each for word in _OFFICES.split() for each in skeletons(word)}
    words = regex.split(r"[^\p{L}\p{M}\p{Nd}]+", name)
    return any(
        not offices.isdisjoint(skeletons(each))
        for word in (*words, "".join(words))
        for plain in (word, _without_ornament(word))
        for each in (plain, plain.strip("0123456789"), plain.removesuffix("s"))
    )


def _without_ornament(word: str) -> str:
    """Return *word* without accents, and with digits replaced by similar letters."""
    parts = unicodedata.normalize("NFKD", word.casefold())
    return str(regex.sub(r"\p{M}", "", parts)).translate(_LIKE)
