"""Numbers of the intake."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta

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

_WORD = re.compile(r"\w+")
_LINK = re.compile(r"https?://|www\.", re.IGNORECASE)


def held_by(
    plain: str,
    written: str,
    *,
    phrases: Sequence[str],
    most_links: int | None,
    published_before: int,
    first_held: int,
) -> list[str]:
    """Return the names of the rules that want a person to see a text first.

    :param phrases: the site's word list, folded; whole words match, in linear time.
    :param most_links: how many links pass; ``None`` leaves them uncounted.
    :param published_before: how many comments the author has published.
    :param first_held: how many of an author's first comments are held.
    """
    words = " " + " ".join(_WORD.findall(plain.casefold())) + " "
    hit = [f"word list: {phrase}" for phrase in phrases if f" {phrase} " in words]
    if most_links is not None and len(_LINK.findall(written)) > most_links:
        hit.append("too many links")
    if published_before < first_held:
        hit.append("first comments")
    return hit
