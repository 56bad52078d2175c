"""The people of the demo newsroom, and what they follow."""

from __future__ import annotations

from dataclasses import dataclass

from moderation.community.rules import Target

READERS = (
    "Amina K.",
    "Bert Halloran",
    "Clara Voss",
    "Deniz",
    "Old Harbour",
    "Farid from Homs",
    "Greta Lind",
    "Hugo P.",
    "Ines Moreau",
    "Jonas the Baker",
    "Night Nurse",
    "Leyla S.",
    "Marek",
    "Nora Quill",
)
"""Readers who write friendly comments. The first can log in."""

ROUGH = ("Red Scarf", "Truthteller99", "Straight Talker")
"""Readers who insult, hate and threaten."""

ADVERTISERS = ("Bargain Post", "Deal Finder")

MODERATORS = ("Edith Marlow", "Samuel Okoro")
"""The first can log in, so items for a second person were decided by the other."""

ADMIN = "Ruth Calder"


@dataclass(frozen=True)
class DemoFollow:
    """A follow or mute of a reader, and its age in days.

    :param followed: a reader's name, or the key of an article.
    :param place: the index of the comment that starts the followed thread under that
        article.
    """

    reader: str
    followed: str
    days: float
    target: Target = Target.READER
    place: int = 0


_F = DemoFollow

FOLLOWS = (
    _F("Clara Voss", "Night Nurse", 58),
    _F("Amina K.", "Farid from Homs", 55),
    _F("Old Harbour", "Greta Lind", 50),
    _F("Amina K.", "Nora Quill", 44),
    _F("Night Nurse", "Jonas the Baker", 41),
    _F("Deniz", "Leyla S.", 37),
    _F("Red Scarf", "Hugo P.", 30),
    _F("Clara Voss", "Amina K.", 26),
    _F("Night Nurse", "Nora Quill", 19),
    _F("Farid from Homs", "Amina K.", 15),
    _F("Old Harbour", "Marek", 12),
    _F("Amina K.", "library-at-night", 4.9, Target.ARTICLE),
    _F("Amina K.", "Leyla S.", 3),
    _F("Amina K.", "harbour-bridge-budget", 1.5, Target.THREAD, place=4),
    _F("Clara Voss", "air-strike-deir-ez-zour", 0.8, Target.ARTICLE),
    _F("Amina K.", "air-strike-deir-ez-zour", 0.78, Target.THREAD, place=9),
)

MUTES = (
    _F("Leyla S.", "Truthteller99", 0.6),
    _F("Amina K.", "Truthteller99", 0.5),
)
