"""The two profiles that every newsroom starts with, and the reasons for their numbers.

The limits were read off the bundled checkpoint's scores of judged newspaper comments
that it never saw; its model card has the figures. All labels except severe toxicity and
sexually explicit are calibrated, so their limits are probabilities.

Toxicity, identity attack, threat and severe toxicity can hold a comment. A lone insult
or swear word only flags.

*General* holds with about 2 % of the harmless comments, and flags for abuse with about
10 %. *Conflict coverage* holds sooner: with about 2 % of the harmless comments on war,
because fewer of these look abusive, and it flags with about 10 % of them. An insult is
flagged where three in four like it are one.
"""

from __future__ import annotations

from dataclasses import dataclass

from moderation.policy.rules import Threshold, Thresholds, VerdictKind
from moderation.scoring.base.labels import Label

GENERAL = "general"
CONFLICT = "conflict"


FLAGGING = frozenset({Label.OBSCENE, Label.INSULT, Label.SEXUAL_EXPLICIT})
"""Labels that only flag by default. A lone insult or swear word is no reason to hide a
comment; the other labels are."""


@dataclass(frozen=True)
class BuiltinProfile:
    """A built-in profile: the values of its first version, and the reason for them."""

    key: str
    name: str
    thresholds: Thresholds
    fallback: VerdictKind
    reason: str
    unreadable: VerdictKind
    most_links: int = 3


NEVER = 1.0
"""A limit that no calibrated score reaches."""

NEUTRAL: Thresholds = {
    label: Threshold(0.50, NEVER if label in FLAGGING else 0.90) for label in Label
}
NEUTRAL_REASON = (
    "Neutral limits: this classifier is not the bundled one, so its scores were not "
    "compared with judgements. Calibrate it, and find limits with the simulator."
)

BUILTIN_PROFILES = (
    BuiltinProfile(
        GENERAL,
        "General",
        {
            Label.TOXICITY: Threshold(0.40, 0.76),
            Label.SEVERE_TOXICITY: Threshold(0.20, 0.40),
            Label.OBSCENE: Threshold(0.50, NEVER),
            Label.IDENTITY_ATTACK: Threshold(0.35, 0.75),
            Label.INSULT: Threshold(0.75, NEVER),
            Label.THREAT: Threshold(0.25, 0.80),
            Label.SEXUAL_EXPLICIT: Threshold(0.40, NEVER),
        },
        VerdictKind.PUBLISH,
        "Set up with the newsroom.",
        VerdictKind.FLAG,
    ),
    BuiltinProfile(
        CONFLICT,
        "Conflict coverage",
        {
            Label.TOXICITY: Threshold(0.28, 0.60),
            Label.SEVERE_TOXICITY: Threshold(0.20, 0.35),
            Label.OBSCENE: Threshold(0.40, NEVER),
            Label.IDENTITY_ATTACK: Threshold(0.30, 0.50),
            Label.INSULT: Threshold(0.70, NEVER),
            Label.THREAT: Threshold(0.20, 0.50),
            Label.SEXUAL_EXPLICIT: Threshold(0.30, NEVER),
        },
        VerdictKind.HOLD,
        "Set up with the newsroom.",
        VerdictKind.HOLD,
    ),
)
