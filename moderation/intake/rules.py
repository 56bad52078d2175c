"""The limits of the intake, and the rules that hold a comment."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from moderation.discussion.text import CommentText, count_links
from moderation.intake import phrases as word_list

MOST_ATTEMPTS = 3
"""After this many failed attempts the profile's fallback verdict applies."""

MOST_ATTEMPTS_EVER = 10
"""After this many attempts scoring is given up, and the fallback verdict stays."""

REST_BETWEEN_ATTEMPTS = timedelta(seconds=2)
"""The delay after a failure, multiplied by the number of attempts so far."""

JUDGED_AGAIN_AFTER = timedelta(minutes=5)
"""The delay before a revision with a fallback verdict is scored again."""

REPEAT_WINDOW = timedelta(hours=24)
"""Within this time, an exact repeat by the same author under the same article is
refused."""


def held_by(
    text: CommentText,
    *,
    phrases: Sequence[str],
    most_links: int | None,
    published_before: int,
    first_held: int,
) -> list[str]:
    """Return the names of the rules that hold a text for a person.

    Phrases and links are searched for in the visible text and in the typed one.

    :param phrases: the site's word list.
    :param most_links: the number of allowed links; ``None`` for any number.
    :param published_before: the number of comments that the author has published.
    :param first_held: the number of an author's first comments that are held.
    """
    listed = word_list.matching(phrases, [text.plain, text.written])
    hit = [f"word list: {phrase}" for phrase in listed]
    if most_links is not None and count_links(text) > most_links:
        hit.append("too many links")
    if published_before < first_held:
        hit.append("first comments")
    return hit
