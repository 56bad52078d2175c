"""What a decision says of the labels of a text."""

from __future__ import annotations

from collections.abc import Mapping

from moderation.review.items.rules import Reason
from moderation.scoring.base.labels import Label

APPROVED: Mapping[Label, float] = {
    Label.TOXICITY: 0.0,
    Label.SEVERE_TOXICITY: 0.0,
    Label.IDENTITY_ATTACK: 0.0,
    Label.THREAT: 0.0,
}
"""An approved text may still have a rude word or an insult: these stay unknown."""

REJECTED = {Label.TOXICITY: 1.0}

TAUGHT_BY: Mapping[Reason, Mapping[Label, float]] = {
    Reason.HATE: REJECTED | {Label.IDENTITY_ATTACK: 1.0},
    Reason.THREAT: REJECTED | {Label.THREAT: 1.0},
    Reason.INSULT: REJECTED | {Label.INSULT: 1.0},
    Reason.OBSCENE: REJECTED | {Label.OBSCENE: 1.0},
    Reason.GLORIFIES_VIOLENCE: REJECTED,
}
"""The labels of a text that was rejected for a reason. The other reasons are not about
the tone of a text, so such decisions teach nothing: advertising, another topic, a false
claim, personal data, another house rule, a law."""


def taught(*, is_rejected: bool, reason: Reason | None) -> Mapping[Label, float] | None:
    """Return the labels that a decision tells; ``None`` if it teaches nothing."""
    if not is_rejected:
        return APPROVED
    return TAUGHT_BY.get(reason) if reason else REJECTED
