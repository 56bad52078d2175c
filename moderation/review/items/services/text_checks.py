"""Checks the staff note and the note to the author."""

from __future__ import annotations

from typing import Any

from auth.core.errors import InvalidError
from moderation.review.items.models import Decision
from moderation.review.items.rules import NOTE_LENGTH, Action, Reason


def check_decision(
    action: Action, reason: Reason | None, note: str, words: str
) -> None:
    """Check the reason and the texts of a decision.

    :raises InvalidError: if a rejection has no reason, or a text is too long.
    """
    if action is Action.REJECT and reason is None:
        raise InvalidError("Please pick a reason for the rejection.")
    check_texts(note, words)


def check_texts(note: str, words: str) -> None:
    """Check the lengths of a staff note and of a note to the author.

    :raises InvalidError: if one of them is too long.
    """
    for text, field, name in (
        (note, "note", "An internal note has"),
        (words, "words", "Words to the author have"),
    ):
        if len(text.strip()) > NOTE_LENGTH:
            raise InvalidError(
                f"{name} at most {NOTE_LENGTH:,} characters.", {"field": field}
            )


def detail_of(decision: Decision) -> dict[str, Any]:
    """Return the details of a decision for the comment's history, only for staff."""
    return {
        "reason": decision.reason,
        "note": decision.note,
        "words": decision.words_to_author,
    }
