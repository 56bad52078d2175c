"""Statuses of a comment and the table of what may become what."""

from __future__ import annotations

from enum import StrEnum


class Status(StrEnum):
    """What a comment is. Only a published one is visible to other readers."""

    AWAITING_AUTHOR = "awaiting_author"
    WAITING = "waiting"
    PUBLISHED = "published"
    HELD = "held"
    REJECTED = "rejected"
    DELETED = "deleted"


STATE_WORDS: dict[Status, str] = {
    Status.AWAITING_AUTHOR: "Confirm your e-mail address to publish this.",
    Status.WAITING: "Being checked.",
    Status.PUBLISHED: "Published.",
    Status.HELD: "A moderator will read it before it is published.",
    Status.REJECTED: "Not published. A moderator made this decision.",
    Status.DELETED: "Deleted.",
}
"""What the author of a comment reads of its status."""


class ScoringState(StrEnum):
    """Where a revision stands with the classifier. ``WAITING`` is the queue."""

    PARKED = "parked"
    """Its author has not confirmed the address yet."""
    WAITING = "waiting"
    SCORED = "scored"
    UNREADABLE = "unreadable"
    FAILED = "failed"
    DROPPED = "dropped"
    """Replaced by a newer revision, or its comment was deleted, before it was read."""


class Cause(StrEnum):
    """What moved a comment from one status to another."""

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
    """Whether *cause* may take a comment from *before* to *after*."""
    return (before, after) in TRANSITIONS.get(cause, frozenset())


SHOWN_DEPTH = 4
"""Replies are indented down to this depth and stand flat, in order of time, below."""

ARTICLE_KEY = r"[A-Za-z0-9._~-]{1,200}"
RESERVED_KEYS = (".", "..", "new")
"""Keys that no article may have: browsers read two of them as folders, and one is the
address of the form that registers an article."""
"""The publisher's own key of an article."""

_DIGITS = 12


def path_below(parent_path: str, parent_depth: int, comment_id: int) -> str:
    """Return the sorting path of a reply: its ancestors' ids, then its own.

    Below :data:`SHOWN_DEPTH` the path no longer grows: the reply takes its place by
    time under the deepest ancestor that is indented.
    """
    own = f"{comment_id:0{_DIGITS}d}"
    kept = parent_path[: _DIGITS * SHOWN_DEPTH] if parent_depth else ""
    return kept + own
