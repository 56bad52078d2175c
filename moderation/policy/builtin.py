"""The two profiles that every newsroom starts with, and the reasons for their numbers.

The thresholds were read off the bundled checkpoint's curves over comments of newspaper
readers that it never saw; its model card has the figures. All labels except severe
toxicity are calibrated, so their thresholds are probabilities.

*General* flags a comment that is as likely toxic or insulting as not. It flags an
attack on a group, or obscenity, at three in ten; a threat at one in ten; and sexually
explicit text at one in twenty. It holds at about nine in ten, and rarer labels sooner.

*Conflict coverage* flags at lower probabilities, and holds at three in four for
toxicity. Only its threshold for holding a threat is higher, because that label reacts a
little to the words of war. Severe toxicity is too rare to be calibrated, so its
thresholds are on the scale of the training.
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
