"""Deleting a comment as its author."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from moderation.discussion.events import CommentDeleted
from moderation.discussion.models import Comment
from moderation.discussion.services import writing
from moderation.intake.inputs import DeleteComment
from moderation.platform import events


def delete(
    session: Session, change: DeleteComment, *, author_id: int, now: datetime
) -> Comment:
    """Delete the author's own comment.

    :raises NotFoundError: if the author has no such comment.
    """
    comment = writing.delete(
        session, comment_id=change.comment_id, author_id=author_id, now=now
    )
    events.record(session, CommentDeleted(comment.id, now))
    return comment
