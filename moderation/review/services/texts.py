"""The two texts of a decision or a sanction: the note, and the words to the author."""

from __future__ import annotations

from auth.errors import InvalidError
from moderation.review.rules import NOTE_LENGTH


def check_texts(note: str, words: str) -> None:
    """Check the lengths of an internal note and of the words to the author.

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
