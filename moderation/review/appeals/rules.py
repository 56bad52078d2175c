"""When a decision can be appealed, and what an answer means."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from auth.core.errors import InvalidError
from moderation.discussion.text import cleaned
from moderation.review.items.rules import Action

OPEN_FOR = timedelta(days=183)
"""Six months and a day: Art. 20(2) of the Digital Services Act asks for six months."""

TEXT_LENGTH = 2_000


class AppealOutcome(StrEnum):
    """What became of an appeal."""

    UPHELD = "upheld"
    OVERTURNED = "overturned"


OUTCOME_WORDS = {
    AppealOutcome.UPHELD: (
        "Another moderator reviewed it and came to the same decision."
    ),
    AppealOutcome.OVERTURNED: "Another moderator reversed the decision.",
}


def outcome_of(first: Action, answer: Action) -> AppealOutcome:
    """Return what the *answer* of the other person means for the first decision."""
    return AppealOutcome.UPHELD if first is answer else AppealOutcome.OVERTURNED


def may_appeal(action: Action, *, decided_at: datetime, now: datetime) -> bool:
    """Whether a decision can still be appealed; approvals never need to be."""
    return action is Action.REJECT and is_in_time(decided_at, now)


def is_in_time(decided_at: datetime, now: datetime) -> bool:
    """Whether an appeal against what was decided then is not too late."""
    return now - decided_at <= OPEN_FOR


def checked_words(
    text: str,
    *,
    field: str = "text",
    ask: str = "Please say in 1 to 2,000 characters why the decision is wrong.",
) -> str:
    """Return what somebody says for or against a decision, without the space around.

    :raises InvalidError: for an empty text, or one over 2,000 characters.
    """
    words = cleaned(text, field=field, longest=TEXT_LENGTH)
    if not words:
        raise InvalidError(ask, {"field": field})
    return words
