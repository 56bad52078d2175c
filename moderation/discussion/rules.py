"""The statuses of a comment, and the table of allowed transitions."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from auth.core.translation import LazyText, lazy_gettext


class Status(StrEnum):
    """The status of a comment. Other readers see only a published one."""

    AWAITING_AUTHOR = "awaiting_author"
    WAITING = "waiting"
    PUBLISHED = "published"
    HELD = "held"
    REJECTED = "rejected"
    DELETED = "deleted"


STATE_WORDS: dict[Status, LazyText] = {
    Status.AWAITING_AUTHOR: lazy_gettext(
        "Confirm your e-mail address to publish this."
    ),
    Status.WAITING: lazy_gettext("Being checked."),
    Status.PUBLISHED: lazy_gettext("Published."),
    Status.HELD: lazy_gettext("A moderator will read it before it is published."),
    Status.REJECTED: lazy_gettext("Not published. A moderator made this decision."),
    Status.DELETED: lazy_gettext("Deleted."),
}
"""The description of each status that a comment's author reads."""


class ScoringState(StrEnum):
    """The state of a revision in scoring. ``WAITING`` revisions are the queue."""

    PARKED = "parked"
    """Its author has not confirmed the address yet."""
    WAITING = "waiting"
    SCORED = "scored"
    UNREADABLE = "unreadable"
    FAILED = "failed"
    DROPPED = "dropped"
    """Replaced by a newer revision, or its comment deleted, before it was scored."""
    IMPORTED = "imported"
    """Its status comes from another system; the classifier does not decide it."""


class Cause(StrEnum):
    """The cause of a change of status."""

    SUBMITTED = "submitted"
    AUTHOR_VERIFIED = "author_verified"
    VERDICT = "verdict"
    RULE = "rule"
    UNSCORED = "unscored"
    DECISION = "decision"
    UNDO = "undo"
    EDITED = "edited"
    DELETED = "deleted"
    REPORT = "report"
    SANCTION = "sanction"
    IMPORTED = "imported"
    """An admin imported the comment in this status."""


_S = Status

TRANSITIONS: dict[Cause, frozenset[tuple[Status, Status]]] = {
    Cause.AUTHOR_VERIFIED: frozenset({(_S.AWAITING_AUTHOR, _S.WAITING)}),
    Cause.VERDICT: frozenset(
        {
            (_S.WAITING, _S.PUBLISHED),
            (_S.WAITING, _S.HELD),
            (_S.PUBLISHED, _S.PUBLISHED),
            (_S.PUBLISHED, _S.HELD),
            (_S.HELD, _S.HELD),
            (_S.HELD, _S.PUBLISHED),
            (_S.REJECTED, _S.HELD),
        }
    ),
    Cause.DECISION: frozenset(
        {
            (before, after)
            for before in (_S.WAITING, _S.HELD, _S.PUBLISHED, _S.REJECTED)
            for after in (_S.PUBLISHED, _S.REJECTED)
        }
    ),
    Cause.UNDO: frozenset(
        {
            (before, after)
            for before in (_S.PUBLISHED, _S.REJECTED)
            for after in (_S.WAITING, _S.HELD, _S.PUBLISHED, _S.REJECTED)
        }
    ),
    Cause.EDITED: frozenset(
        {
            (_S.AWAITING_AUTHOR, _S.AWAITING_AUTHOR),
            (_S.WAITING, _S.WAITING),
            (_S.PUBLISHED, _S.PUBLISHED),
            (_S.HELD, _S.HELD),
            (_S.REJECTED, _S.HELD),
        }
    ),
    Cause.DELETED: frozenset(
        {(before, _S.DELETED) for before in Status if before is not _S.DELETED}
    ),
}
TRANSITIONS[Cause.RULE] = TRANSITIONS[Cause.UNSCORED] = TRANSITIONS[Cause.VERDICT]
TRANSITIONS[Cause.REPORT] = frozenset({(_S.PUBLISHED, _S.PUBLISHED)})
TRANSITIONS[Cause.SANCTION] = frozenset(
    {(_S.PUBLISHED, _S.HELD), (_S.WAITING, _S.HELD)}
)


def is_allowed(cause: Cause, before: Status, after: Status) -> bool:
    """Whether *cause* may move a comment from *before* to *after*."""
    return (before, after) in TRANSITIONS.get(cause, frozenset())


REACTIONS_SHOWN_EVERY = timedelta(seconds=30)
"""How often new reactions change the public page of an article."""

SHOWN_DEPTH = 4
"""Replies are indented down to this depth. Below it they are listed by time."""

ARTICLE_KEY = r"[A-Za-z0-9._~-]{1,200}"
RESERVED_KEYS = (".", "..", "new")
"""Keys that no article may have. Browsers read two of them as folders, and one is the
path of the form that registers an article."""
"""The publisher's own key of an article."""

_DIGITS = 12


def path_below(parent_path: str, parent_depth: int, comment_id: int) -> str:
    """Return the sorting path of a reply: its ancestors' ids, then its own.

    Below :data:`SHOWN_DEPTH` the path no longer grows: the reply is sorted by time
    under the deepest ancestor that is indented.
    """
    own = f"{comment_id:0{_DIGITS}d}"
    kept = parent_path[: _DIGITS * SHOWN_DEPTH] if parent_depth else ""
    return kept + own


def closes_at(
    published_at: datetime, *, own_days: int | None, site_days: int | None
) -> datetime | None:
    """Return when the comments of an article close; ``None`` for never.

    :param own_days: what was chosen for the article: 0 for never, ``None`` for what
        holds on its site.
    """
    days = site_days if own_days is None else own_days
    return published_at + timedelta(days=days) if days else None


_ASK_AGAIN = (
    (timedelta(minutes=2), 10),
    (timedelta(minutes=15), 20),
    (timedelta(hours=2), 60),
    (timedelta(days=1), 300),
)
"""How many seconds an open page waits, by the age of the newest comment."""


def ask_again_in(age: timedelta, *, is_open: bool) -> int:
    """Return after how many seconds an open page asks again; 0 for not by itself.

    :param age: how long ago the newest comment was published.
    """
    if not is_open:
        return 0
    return next((pause for limit, pause in _ASK_AGAIN if age < limit), 0)
