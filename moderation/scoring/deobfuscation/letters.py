"""What stands for a Latin letter: look-alikes of other scripts, digits, signs."""

from __future__ import annotations

import unicodedata
from functools import cache

_CYRILLIC = "авеікмнорстухѕјԁԛԝһгАВЕІКМНОРСТУХЅЈԌ"
_CYRILLIC_LATIN = "abeikmhopctyxsjdqwhrABEIKMHOPCTYXSJG"
_GREEK = "αβγειηκνορτυχωΑΒΕΖΗΙΚΜΝΟΡΤΥΧ"
_GREEK_LATIN = "abyeinkvoptuxwABEZHIKMNOPTYX"

LOOK_ALIKES = dict(zip(_CYRILLIC + _GREEK, _CYRILLIC_LATIN + _GREEK_LATIN, strict=True))
"""Letters of living scripts: Latin only where a word mixes them with Latin."""

_SMALL_CAPITALS = "ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢıɑɡ"
_SMALL_LATIN = "abcdefghijklmnoprstuvwyziag"
STYLED = dict(zip(_SMALL_CAPITALS, _SMALL_LATIN, strict=True))
"""Letters that are Latin but for their style."""

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
"""Digits and signs that are read as a letter inside a word."""


@cache
def plain(character: str) -> str:
    """Return the ASCII letter or digit that a styled *character* is, else itself.

    Full-width, mathematical, circled and small capital letters are; letters with a
    diacritic are not, nor is a fraction or a trade mark sign.
    """
    found = STYLED.get(character) or unicodedata.normalize("NFKC", character)
    is_one = len(found) == 1 and found.isascii() and found.isalnum()
    return found if is_one else character
