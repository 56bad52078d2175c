"""Numbers of the intake."""

from __future__ import annotations

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

MOST_A_MINUTE = 6
"""Comments that one author may post within a minute."""
