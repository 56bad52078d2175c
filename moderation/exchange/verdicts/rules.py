"""What a verdict from outside asks for, and what became of it."""

from __future__ import annotations

from enum import StrEnum

LONGEST_SOURCE = 60
LONGEST_REASON = 500


class OutsideAction(StrEnum):
    """What another system asks for. Only a person rejects."""

    HOLD = "hold"
    PUBLISH = "publish"


class OutsideOutcome(StrEnum):
    """What became of a verdict from outside."""

    APPLIED = "applied"
    UNCHANGED = "unchanged"
    """The comment was already as it asked."""
    LEFT_TO_PEOPLE = "left_to_people"
    """A person, a rule or a report has asked for a moderator, who decides."""
    SHADOW = "shadow"
    """It was only noted, as it asked."""
