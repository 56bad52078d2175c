"""Creates notifications when a comment becomes visible or is decided on."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, false, literal, select, update
from sqlalchemy.orm import Session

from auth.db.upserts import add_once
from moderation.community.events import ReadersMentioned
from moderation.community.models import Mute
from moderation.discussion.events import CommentPublished, StatusChanged
from moderation.discussion.models import Comment
from moderation.discussion.rules import Status
from moderation.notifications.followers import telling as followers
from moderation.notifications.models import Notification
from moderation.notifications.rules import (
    ABOUT_A_DECISION,
    OF_FOLLOWS,
    OF_ONES_OWN,
    NotificationKind,
)
from moderation.notifications.services.settings import is_off
from moderation.notifications.timing import TOLD_WITHIN

HIDDEN = (Status.HELD, Status.REJECTED)
OF_OTHERS = (NotificationKind.REPLY, NotificationKind.MENTION, *OF_FOLLOWS)
"""The kinds about what somebody else wrote. They are hidden with it."""


def published(session: Session, event: CommentPublished) -> None:
    """Notify the author of the answered comment, and queue the followers.

    The author of the answered comment is notified only of the reply. Followers are
    queued at the first publication alone: those who were not reached before the comment
    was hidden still wait.
    """
    comment, now = session.get_one(Comment, event.comment_id), event.at
    if comment.parent_id is not None:
        answered = session.get_one(Comment, comment.parent_id).author_id
        if answered != comment.author_id:
            tell(session, answered, NotificationKind.REPLY, comment, now=now)
    if comment.published_at == now:
        followers.queue(session, comment, published_at=now)


def shown_again(session: Session, event: StatusChanged) -> None:
    """Have what fell due while its comment was hidden looked at again.

    A notification that was mailed or read meanwhile stays as it is.
    """
    if event.after is not Status.PUBLISHED or event.before not in HIDDEN:
        return
    comment = session.get_one(Comment, event.comment_id)
    if comment.published_at is None or comment.published_at >= event.at:
        return
    session.execute(
        update(Notification)
        .where(
            Notification.comment_id == comment.id,
            Notification.kind.in_(OF_OTHERS),
            Notification.created_at > event.at - TOLD_WITHIN,
            Notification.due_at.is_(None),
            Notification.mailed_at.is_(None),
            Notification.read_at.is_(None),
        )
        .values(due_at=event.at)
        .execution_options(synchronize_session=False)
    )


def mentioned(session: Session, event: ReadersMentioned) -> None:
    """Notify the people whom a comment names, but not of a reply to themselves."""
    comment = session.get_one(Comment, event.comment_id)
    answered = comment.parent_id and session.get_one(Comment, comment.parent_id)
    for account_id in event.account_ids:
        if not answered or account_id != answered.author_id:
            tell(session, account_id, NotificationKind.MENTION, comment, now=event.at)


def tell(
    session: Session,
    account_id: int,
    kind: NotificationKind,
    comment: Comment,
    *,
    now: datetime,
) -> None:
    """Notify one reader, unless they switched the kind off or mute the author."""
    is_muted = select(Mute.id).where(
        Mute.muter_id == account_id, Mute.muted_id == comment.author_id
    )
    replaced = ABOUT_A_DECISION if kind in ABOUT_A_DECISION else (kind,)
    earlier = select(Notification.id).where(
        Notification.account_id == account_id,
        Notification.kind.in_(replaced),
        Notification.comment_id == comment.id,
    )
    is_own = kind in OF_ONES_OWN
    off, muted, known = session.execute(
        select(
            is_off(literal(account_id), kind),
            false() if is_own else is_muted.exists(),
            earlier.scalar_subquery(),
        )
    ).one()
    if known is not None and is_own:
        # The notification of a new decision replaces the earlier one.
        session.execute(delete(Notification).where(Notification.id == known))
        known = None
    if not off and not muted and known is None:
        values = {"account_id": account_id, "kind": kind, "comment_id": comment.id}
        add_once(session, Notification, values | {"created_at": now, "due_at": now})


def forget_decided(session: Session, comment_id: int) -> None:
    """Delete the notification of a decision, because it no longer matters."""
    session.execute(
        delete(Notification).where(
            Notification.kind.in_(ABOUT_A_DECISION),
            Notification.comment_id == comment_id,
        )
    )


def tell_of_appeal(session: Session, comment: Comment, *, now: datetime) -> None:
    """Say that an appeal was answered, instead of that a decision was made."""
    tell(session, comment.author_id, NotificationKind.APPEAL_ANSWERED, comment, now=now)


def take_back(session: Session, comment: Comment, *, now: datetime) -> None:
    """Withdraw the unread notification of a decision, or correct one that was read."""
    notification = session.scalar(
        select(Notification).where(
            Notification.account_id == comment.author_id,
            Notification.kind.in_(ABOUT_A_DECISION),
            Notification.comment_id == comment.id,
        )
    )
    if notification is None:
        return
    if notification.read_at is not None:
        tell(session, comment.author_id, NotificationKind.CORRECTED, comment, now=now)
    session.delete(notification)
