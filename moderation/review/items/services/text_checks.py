"""Checks the staff note and the note to the author."""

from __future__ import annotations

from typing import Any

from auth.core.errors import InvalidError
from auth.core.formats import number
from auth.core.translation import gettext as _
from auth.core.translation import lazy_gettext
from moderation.review.items.models import Decision
from moderation.review.items.rules import LAW_LENGTH, NOTE_LENGTH, Action, Reason

NOTE_TOO_LONG = lazy_gettext("An internal note can have at most %(most)s characters.")
WORDS_TOO_LONG = lazy_gettext(
    "A note to the author can have at most %(most)s characters."
)
LAW_MISSING = lazy_gettext(
    "Please name the law that the comment is against, under “Add a note”."
)
LAW_TOO_LONG = lazy_gettext("The law can have at most %(most)s characters.")


def check_decision(
    action: Action, reason: Reason | None, note: str, words: str, legal_ground: str
) -> None:
    """Check the reason and the texts of a decision.

    :raises InvalidError: if a rejection has no reason, if it is for illegal content and
        names no law, or if a text is too long.
    """
    if action is Action.REJECT and reason is None:
        raise InvalidError(_("Please pick a reason for the rejection."))
    is_illegal = action is Action.REJECT and reason is Reason.ILLEGAL
    if is_illegal and not legal_ground.strip():
        raise InvalidError(LAW_MISSING, {"field": "legal_ground"})
    if len(legal_ground.strip()) > LAW_LENGTH:
        raise InvalidError(
            LAW_TOO_LONG % {"most": number(LAW_LENGTH)}, {"field": "legal_ground"}
        )
    check_texts(note, words)


def check_texts(note: str, words: str) -> None:
    """Check the lengths of a staff note and of a note to the author.

    :raises InvalidError: if one of them is too long.
    """
    for text, field, message in (
        (note, "note", NOTE_TOO_LONG),
        (words, "words", WORDS_TOO_LONG),
    ):
        if len(text.strip()) > NOTE_LENGTH:
            raise InvalidError(
                message % {"most": number(NOTE_LENGTH)}, {"field": field}
            )


def detail_of(decision: Decision) -> dict[str, Any]:
    """Return the details of a decision for the comment's history, only for staff."""
    return {
        "reason": decision.reason,
        "note": decision.note,
        "words": decision.words_to_author,
        "legal_ground": decision.legal_ground,
    }
