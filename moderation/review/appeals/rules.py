"""The rules of appeals: their deadline, and the meaning of an answer."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from auth.core.errors import InvalidError
from auth.core.translation import LazyText, lazy_gettext
from moderation.discussion.text import cleaned
from moderation.review.items.rules import Action

OPEN_FOR = timedelta(days=183)
"""Six months and a day: Art. 20(2) of the Digital Services Act requires six months."""

TEXT_LENGTH = 2_000


class AppealOutcome(StrEnum):
    """The outcome of an appeal."""

    UPHELD = "upheld"
    OVERTURNED = "overturned"


OUTCOME_WORDS = {
    AppealOutcome.UPHELD: lazy_gettext(
        "Another moderator reviewed it and came to the same decision."
    ),
    AppealOutcome.OVERTURNED: lazy_gettext("Another moderator reversed the decision."),
}


def outcome_of(first: Action, answer: Action) -> AppealOutcome:
    """Return the outcome of an appeal from the first decision and the answer."""
    return AppealOutcome.UPHELD if first is answer else AppealOutcome.OVERTURNED


def may_appeal(action: Action, *, decided_at: datetime, now: datetime) -> bool:
    """Whether a decision can still be appealed. Approvals never can."""
    return action is Action.REJECT and is_in_time(decided_at, now)


def is_in_time(decided_at: datetime, now: datetime) -> bool:
    """Whether it is early enough to appeal against a decision made at that time."""
    return now - decided_at <= OPEN_FOR


WHY_WRONG = lazy_gettext(
    "Please say in 1 to 2,000 characters why the decision is wrong."
)


def checked_words(
    text: str,
    *,
    field: str = "text",
    ask: str | LazyText = WHY_WRONG,
) -> str:
    """Return a text about a decision without surrounding white space.

    :raises InvalidError: for an empty text, or one over 2,000 characters.
    """
    words = cleaned(text, field=field, longest=TEXT_LENGTH)
    if not words:
        raise InvalidError(ask, {"field": field})
    return words
