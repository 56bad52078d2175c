"""What staff read in a thread where readers see nothing or a placeholder."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from moderation.discussion.models import Comment, Revision
from moderation.discussion.rules import Status
from moderation.review.items.queue_views import DeskContext
from moderation.review.queue.services import decided

WORDS = {
    Status.WAITING: "Being checked. Readers cannot see it.",
    Status.HELD: "Held. Readers cannot see it.",
    Status.REJECTED: "Rejected. Readers cannot see it.",
}
BLIND = "Waiting for a blind review. Its state is not shown here."


@dataclass(frozen=True)
class Unpublished:
    """The text of a comment, and in words what became of it."""

    html: str
    words: str


def texts(
    session: Session, *, context: DeskContext, comment_ids: Collection[int]
) -> dict[int, Unpublished]:
    """Return those of the comments that a page shows to staff alone.

    What this moderator is to review blind is among them, published or not, and looks
    the same either way. What its author deleted or has not confirmed is left out.
    """
    is_blind = decided.is_hidden(Comment.id, context)
    rows = session.execute(
        select(Comment.id, Comment.status, Revision.html, is_blind)
        .join(Revision, Revision.id == Comment.latest_revision_id)
        .where(
            Comment.id.in_(comment_ids),
            Comment.status.in_([*WORDS, Status.PUBLISHED]),
            or_(Comment.status != Status.PUBLISHED, is_blind),
        )
    )
    return {
        comment_id: Unpublished(html, BLIND if blind else WORDS[status])
        for comment_id, status, html, blind in rows
    }
