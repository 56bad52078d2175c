"""Tables of what may stand for a Latin letter: look-alikes, digits and signs."""

from __future__ import annotations

import unicodedata
from functools import cache

_CYRILLIC = "авеікмнорстухѕјԁԛԝһгАВЕІКМНОРСТУХЅЈԌ"
_CYRILLIC_LATIN = "abeikmhopctyxsjdqwhrABEIKMHOPCTYXSJG"
_GREEK = "αβγειηκνορτυχωΑΒΕΖΗΙΚΜΝΟΡΤΥΧ"
_GREEK_LATIN = "abyeinkvoptuxwABEZHIKMNOPTYX"

LOOK_ALIKES = dict(zip(_CYRILLIC + _GREEK, _CYRILLIC_LATIN + _GREEK_LATIN, strict=True))
"""Letters of other scripts, read as Latin only in a word with Latin letters."""

_SMALL_CAPITALS = "ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢıɑɡ"
_SMALL_LATIN = "abcdefghijklmnoprstuvwyziag"
STYLED = dict(zip(_SMALL_CAPITALS, _SMALL_LATIN, strict=True))
"""Latin letters in another style, such as small capitals."""

for _first in (0x1F150, 0x1F170):
    STYLED |= {chr(_first + at): chr(ord("A") + at) for at in range(26)}

LEET = {
    "0": "o",
    "1": "i",
    "3": "e",
    "4": "a",
    "5": "s",
    "7": "t",
    "@": "a",
    "$": "s",
    "!": "i",
    "€": "e",
}
"""Digits and signs that may stand for a letter inside a word."""


@cache
def plain(character: str) -> str:
    """Return the ASCII letter or digit of a styled *character*, else the character.

    Full-width, mathematical, circled and small capital letters are styled. Letters
    with a diacritic, fractions and the trade mark sign are returned unchanged.
    """
    found = STYLED.get(character) or unicodedata.normalize("NFKC", character)
    is_one = len(found) == 1 and found.isascii() and found.isalnum()
    return found if is_one else character
