"""The two profiles that every newsroom starts with, and why their numbers.

The thresholds were read off the bundled checkpoint's curves over comments of newspaper
readers that it never saw; its card has the figures. Toxicity is calibrated, so its
thresholds are chances: *General* asks a moderator about every comment that is as likely
toxic as not, and hides where nine in ten are; *Conflict coverage* asks where one in ten
is, and hides where three in four are. The other labels are not calibrated: *General*
asks where a score is met by few harmless comments, and hides only what hardly any
harmless one reaches; *Conflict coverage* does both from a lower score, but hides what
threatens only from a higher one, for that label answers a little to the words of war.
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
            Label.TOXICITY: Threshold(0.45, 0.90),
            Label.SEVERE_TOXICITY: Threshold(0.50, 0.70),
            Label.OBSCENE: Threshold(0.70, 0.85),
            Label.IDENTITY_ATTACK: Threshold(0.78, 0.95),
            Label.INSULT: Threshold(0.72, 0.82),
            Label.THREAT: Threshold(0.70, 0.92),
            Label.SEXUAL_EXPLICIT: Threshold(0.82, 0.95),
        },
        VerdictKind.PUBLISH,
        "Founded with the newsroom.",
        VerdictKind.FLAG,
    ),
    BuiltinProfile(
        CONFLICT,
        "Conflict coverage",
        {
            Label.TOXICITY: Threshold(0.10, 0.75),
            Label.SEVERE_TOXICITY: Threshold(0.47, 0.65),
            Label.OBSCENE: Threshold(0.60, 0.80),
            Label.IDENTITY_ATTACK: Threshold(0.65, 0.93),
            Label.INSULT: Threshold(0.65, 0.78),
            Label.THREAT: Threshold(0.65, 0.94),
            Label.SEXUAL_EXPLICIT: Threshold(0.80, 0.94),
        },
        VerdictKind.HOLD,
        "Founded with the newsroom.",
        VerdictKind.HOLD,
    ),
)
