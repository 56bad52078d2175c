"""Numbers of the intake."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from moderation.discussion.text import Text, count_links
from moderation.intake import phrases as word_list

MOST_ATTEMPTS = 3
"""After so many tries without an answer the profile's fallback verdict applies."""

MOST_ATTEMPTS_EVER = 10
"""After so many the classifier is not asked again; the fallback verdict stands."""

REST_BETWEEN_ATTEMPTS = timedelta(seconds=2)
"""Times the attempts so far: how long a revision rests after a failure."""

JUDGED_AGAIN_AFTER = timedelta(minutes=5)
"""How long a revision that could not be scored rests before it is tried again."""

REPEAT_WINDOW = timedelta(hours=24)
"""Within this time an author's exact repeat under the same article is refused."""


def held_by(
    text: Text,
    *,
    phrases: Sequence[str],
    most_links: int | None,
    published_before: int,
    first_held: int,
) -> list[str]:
    """Return the names of the rules that want a person to see a text first.

    Phrases and links are looked for in what readers see and in what was typed.

    :param phrases: the site's word list.
    :param most_links: how many links pass; ``None`` leaves them uncounted.
    :param published_before: how many comments the author has published.
    :param first_held: how many of an author's first comments are held.
    """
    listed = word_list.found(phrases, [text.plain, text.written])
    hit = [f"word list: {phrase}" for phrase in listed]
    if most_links is not None and count_links(text) > most_links:
        hit.append("too many links")
    if published_before < first_held:
        hit.append("first comments")
    return hit
