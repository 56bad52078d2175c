"""The texts that staff see in a thread where readers see nothing or a placeholder."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from auth.core.translation import lazy_gettext
from moderation.discussion.models import Comment, Revision
from moderation.discussion.rules import Status
from moderation.review.items.queue_views import DeskContext
from moderation.review.queue.services import decided

WORDS = {
    Status.WAITING: lazy_gettext("Being checked. Readers cannot see it."),
    Status.HELD: lazy_gettext("Held. Readers cannot see it."),
    Status.REJECTED: lazy_gettext("Rejected. Readers cannot see it."),
}
BLIND = lazy_gettext("Waiting for a blind review. Its state is not shown here.")


@dataclass(frozen=True)
class Unpublished:
    """The text of a comment, and its status in words."""

    html: str
    words: str


def texts(
    session: Session, *, context: DeskContext, comment_ids: Collection[int]
) -> dict[int, Unpublished]:
    """Return the comments among *comment_ids* that a page shows only to staff.

    Includes those that this moderator has to review blind, published or not, in the
    same form. Leaves out those that the author deleted or has not confirmed.
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
        comment_id: Unpublished(html, str(BLIND if blind else WORDS[status]))
        for comment_id, status, html, blind in rows
    }
