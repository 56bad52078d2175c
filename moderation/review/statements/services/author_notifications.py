"""Telling authors that a moderator decided on their comment."""

from __future__ import annotations

from sqlalchemy.orm import Session

from moderation.community.rules import NotificationKind
from moderation.community.services import notifications
from moderation.discussion.models import Comment
from moderation.discussion.rules import Status
from moderation.review.items.events import DecisionMade, DecisionUndone
from moderation.review.items.rules import Action
from moderation.review.items.services import standing_decisions


def tell(session: Session, made: DecisionMade) -> None:
    """Tell the author of a decision.

    Of one on a comment that they have deleted they are told if it is a rejection: that
    counts in their record, and a sanction may rest on it.
    """
    if made.status_before is Status.DELETED and made.action is not Action.REJECT:
        return
    comment = session.get_one(Comment, made.comment_id)
    notifications.tell(
        session, comment.author_id, NotificationKind.DECIDED, comment, now=made.at
    )


def take_back(session: Session, undone: DecisionUndone) -> None:
    """Take back what the author was told of a decision.

    A decision before it counts again, so its author is told of that one.
    """
    comment = session.get_one(Comment, undone.comment_id)
    notifications.take_back(session, comment, now=undone.at)
    if standing_decisions.newest(session, comment.id) is not None:
        notifications.tell(
            session, comment.author_id, NotificationKind.DECIDED, comment, now=undone.at
        )
