"""Notifies authors of decisions on their comments."""

from __future__ import annotations

from sqlalchemy.orm import Session

from moderation.discussion.models import Comment
from moderation.discussion.rules import Status
from moderation.notifications.rules import NotificationKind
from moderation.notifications.services import telling
from moderation.review.items.events import DecisionMade, DecisionUndone
from moderation.review.items.rules import Action
from moderation.review.items.services import standing_decisions


def tell(session: Session, made: DecisionMade) -> None:
    """Notify the author of a decision.

    If the author has deleted the comment, only a rejection is notified, because it
    counts in their record and a sanction may be based on it.
    """
    if made.status_before is Status.DELETED and made.action is not Action.REJECT:
        return
    comment = session.get_one(Comment, made.comment_id)
    telling.tell(
        session, comment.author_id, NotificationKind.DECIDED, comment, now=made.at
    )


def take_back(session: Session, undone: DecisionUndone) -> None:
    """Withdraw the notification of an undone decision, or correct it.

    If an earlier decision applies again, the author is notified of that one.
    """
    comment = session.get_one(Comment, undone.comment_id)
    telling.take_back(session, comment, now=undone.at)
    if standing_decisions.newest(session, comment.id) is not None:
        telling.tell(
            session, comment.author_id, NotificationKind.DECIDED, comment, now=undone.at
        )
