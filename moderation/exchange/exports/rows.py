"""What an export says of each article, person and comment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from moderation.discussion.models import Article
from moderation.discussion.rules import Status
from moderation.review.items.rules import Action

HELD, APPROVED = "held", "approved"
STATES = {
    Status.WAITING: HELD,
    Status.HELD: HELD,
    Status.PUBLISHED: "published",
    Status.REJECTED: "rejected",
    Status.DELETED: "deleted",
}
"""The state of each comment in an export. Those awaiting their author are left out."""

_DIGITS = 12


@dataclass(frozen=True)
class ExportedPerson:
    """Somebody who wrote a comment."""

    number: int
    name: str
    email: str


@dataclass(frozen=True)
class EarlierText:
    """A text that a comment had before it was edited."""

    text: str
    at: datetime


@dataclass(frozen=True)
class ExportedComment:
    """A comment with all its texts. A deleted one has neither a text nor an author."""

    id: str
    parent_id: str
    article: Article
    author: ExportedPerson | None
    state: str
    reason: str
    text: str
    html: str
    created_at: datetime
    edited_at: datetime | None
    earlier: tuple[EarlierText, ...]


def id_of(comment_id: int, source_id: str | None) -> str:
    """Return the id of a comment in exports, which an import into Ceasefire keeps."""
    return source_id or f"{comment_id:0{_DIGITS}d}"


def state_of(status: Status, action: Action | None, imported: str) -> str:
    """Return the state of a comment in an export.

    :param action: the last decision on its text.
    :param imported: the state that it was imported with.
    """
    is_approved = imported == APPROVED if action is None else action is Action.APPROVE
    return APPROVED if status is Status.PUBLISHED and is_approved else STATES[status]
