"""Deleting a comment as its author."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from moderation.discussion.models import Comment
from moderation.discussion.services import writing
from moderation.intake.inputs import DeleteComment
from moderation.review.reports.services import reports


def delete(
    session: Session, change: DeleteComment, *, author_id: int, now: datetime
) -> Comment:
    """Delete the author's own comment, and close its item unless it was reported.

    :raises NotFoundError: if the author has no such comment.
    """
    comment = writing.delete(
        session, comment_id=change.comment_id, author_id=author_id, now=now
    )
    reports.close_deleted(session, change.comment_id, now=now)
    return comment
