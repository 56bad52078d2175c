"""Which notifications a reader may see, wherever they are shown or sent."""

from __future__ import annotations

from typing import Any

from sqlalchemy import and_, or_, select

from moderation.community.models import Mute
from moderation.discussion.models import Comment
from moderation.discussion.rules import Status
from moderation.notifications.models import Notification
from moderation.notifications.rules import (
    ABOUT_A_DECISION,
    OF_ONES_OWN,
    NotificationKind,
)


def visible(query: Any) -> Any:
    """Join the comment, and leave out hidden ones and those of muted readers.

    The outcome of a report is shown whatever the status of the comment, but without its
    text.
    """
    is_muted = (
        select(Mute.id)
        .where(
            Mute.muter_id == Notification.account_id,
            Mute.muted_id == Comment.author_id,
        )
        .exists()
    )
    return query.join(Comment, Comment.id == Notification.comment_id).where(
        or_(
            and_(~is_muted, Comment.status == Status.PUBLISHED),
            and_(Notification.kind.in_(OF_ONES_OWN), Comment.status != Status.DELETED),
            # After the comment was deleted, the notification of its rejection stays.
            Notification.kind.in_(ABOUT_A_DECISION),
            Notification.kind == NotificationKind.REPORT_DECIDED,
        ),
    )
