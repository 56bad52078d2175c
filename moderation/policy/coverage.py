"""Decides which articles match a coverage, and which are about armed conflict."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from moderation.policy.subjects import canonical, is_conflict

EVERY_CONFLICT = "medtop:16000000"
LEAST_TERMS = 3
"""A text with this many different words of war is about armed conflict."""

CONFLICT_TERMS = (
    "air strike", "airstrike", "armed group", "army", "artillery", "bombardment",
    "bombing", "casualties", "ceasefire", "civilians killed", "coalition strike",
    "combatants", "displaced", "drone strike", "evacuation", "front line", "frontline",
    "gunmen", "hostages", "humanitarian corridor", "incursion", "insurgents",
    "invasion", "jihadist", "mercenaries", "military operation", "militants",
    "militia", "missile", "mortar", "occupation forces", "peacekeepers",
    "prisoners of war", "rebels", "refugees", "rocket fire", "shelling", "siege",
    "soldiers", "troops", "truce", "war crimes", "warplanes",
)  # fmt: skip
_TERM = re.compile(rf"\b({'|'.join(map(re.escape, CONFLICT_TERMS))})\b", re.IGNORECASE)


@dataclass(frozen=True)
class Story:
    """The parts of an article that are compared: subjects, section, tags and words."""

    subjects: Sequence[str]
    section: str
    tags: Sequence[str]
    text: str


@dataclass(frozen=True)
class Matching:
    """The criteria of a coverage. An article that meets one of them belongs to it."""

    subjects: Sequence[str] = ()
    sections: Sequence[str] = ()
    tags: Sequence[str] = ()
    words: Sequence[str] = ()

    def takes(self, story: Story) -> bool:
        """Whether *story* has one of the subjects, sections, tags or words."""
        return (
            self._has_subject(story.subjects)
            or bool(_folded(self.sections) & _folded([story.section]))
            or bool(_folded(self.tags) & _folded(story.tags))
            or any(_names(word, story.text) for word in self.words)
        )

    def _has_subject(self, subjects: Sequence[str]) -> bool:
        wanted = {canonical(each) for each in self.subjects}
        if EVERY_CONFLICT in wanted and is_conflict(subjects):
            return True
        return bool(wanted & {canonical(each) for each in subjects})


def conflict_terms(text: str) -> list[str]:
    """Return the different words of war in *text*, in alphabetical order."""
    return sorted({found.lower() for found in _TERM.findall(text)})


def speaks_of_conflict(text: str) -> bool:
    """Whether *text* uses enough different words of war."""
    return len(conflict_terms(text)) >= LEAST_TERMS


def _folded(words: Sequence[str]) -> set[str]:
    return {word.casefold().strip() for word in words} - {""}


def _names(word: str, text: str) -> bool:
    return re.search(rf"\b{re.escape(word)}\b", text, re.IGNORECASE) is not None
