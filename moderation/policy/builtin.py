"""The two profiles that every newsroom starts with, and why their numbers.

The thresholds are the baseline checkpoint's: its card tells what it calls toxic.
Under conflict coverage the text of hatred is held from a lower score, while the
words of war by themselves (the threat label answers to them) need a higher one.
"""

from __future__ import annotations

from dataclasses import dataclass

from moderation.policy.rules import Threshold, Thresholds, VerdictKind
from moderation.scoring.labels import Label

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
            Label.TOXICITY: Threshold(0.80, 0.95),
            Label.SEVERE_TOXICITY: Threshold(0.50, 0.80),
            Label.OBSCENE: Threshold(0.80, 0.95),
            Label.IDENTITY_ATTACK: Threshold(0.60, 0.85),
            Label.INSULT: Threshold(0.85, 0.97),
            Label.THREAT: Threshold(0.60, 0.85),
            Label.SEXUAL_EXPLICIT: Threshold(0.70, 0.90),
        },
        VerdictKind.PUBLISH,
        "Founded with the newsroom.",
        VerdictKind.FLAG,
    ),
    BuiltinProfile(
        CONFLICT,
        "Conflict coverage",
        {
            Label.TOXICITY: Threshold(0.60, 0.85),
            Label.SEVERE_TOXICITY: Threshold(0.35, 0.65),
            Label.OBSCENE: Threshold(0.70, 0.90),
            Label.IDENTITY_ATTACK: Threshold(0.40, 0.65),
            Label.INSULT: Threshold(0.70, 0.90),
            Label.THREAT: Threshold(0.60, 0.80),
            Label.SEXUAL_EXPLICIT: Threshold(0.60, 0.85),
        },
        VerdictKind.HOLD,
        "Founded with the newsroom.",
        VerdictKind.HOLD,
    ),
)
