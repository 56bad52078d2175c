"""The two profiles that every newsroom starts with, and why their numbers.

The thresholds were read off the bundled checkpoint's curves over comments of newspaper
readers that it never saw; its card has the figures. All labels but severe toxicity are
calibrated, so their thresholds are chances. *General* asks a moderator about a comment
that is about as likely toxic or insulting as not; of an attack on a group, or of
obscenity, where three in ten are; of what is rarer and graver, where one in ten is a
threat, or one in twenty sexually explicit. It hides where about nine in ten are, and
what is rarer sooner. *Conflict coverage* asks from a smaller chance of everything, and
hides where three in four are toxic; only what threatens is hidden from a greater one,
for that label answers a little to the words of war. Severe toxicity, so rare that no
chance could be fitted, stands on the scale of its training.
"""

from __future__ import annotations

from dataclasses import dataclass

from moderation.policy.rules import Threshold, Thresholds, VerdictKind
from moderation.scoring.base.labels import Label

GENERAL = "general"
CONFLICT = "conflict"


@dataclass(frozen=True)
class BuiltinProfile:
    """A profile as it is founded: its first version's values and their reason."""

    key: str
    name: str
    thresholds: Thresholds
    fallback: VerdictKind
    reason: str
    unreadable: VerdictKind
    most_links: int = 3


BUILTIN_PROFILES = (
    BuiltinProfile(
        GENERAL,
        "General",
        {
            Label.TOXICITY: Threshold(0.45, 0.90),
            Label.SEVERE_TOXICITY: Threshold(0.50, 0.70),
            Label.OBSCENE: Threshold(0.30, 0.90),
            Label.IDENTITY_ATTACK: Threshold(0.30, 0.95),
            Label.INSULT: Threshold(0.50, 0.85),
            Label.THREAT: Threshold(0.10, 0.40),
            Label.SEXUAL_EXPLICIT: Threshold(0.05, 0.25),
        },
        VerdictKind.PUBLISH,
        "Set up with the newsroom.",
        VerdictKind.FLAG,
    ),
    BuiltinProfile(
        CONFLICT,
        "Conflict coverage",
        {
            Label.TOXICITY: Threshold(0.10, 0.75),
            Label.SEVERE_TOXICITY: Threshold(0.50, 0.65),
            Label.OBSCENE: Threshold(0.10, 0.75),
            Label.IDENTITY_ATTACK: Threshold(0.15, 0.90),
            Label.INSULT: Threshold(0.35, 0.80),
            Label.THREAT: Threshold(0.05, 0.50),
            Label.SEXUAL_EXPLICIT: Threshold(0.05, 0.20),
        },
        VerdictKind.HOLD,
        "Set up with the newsroom.",
        VerdictKind.HOLD,
    ),
)
