"""Creates notifications when a comment becomes visible, and reads them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    and_,
    bindparam,
    delete,
    false,
    func,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Session

from auth.db.upserts import add_once, add_selected, take_turn
from moderation.community.models import Follow, Mute, Notification, NotificationSetting
from moderation.community.rules import NotificationKind, Target
from moderation.discussion.events import CommentPublished
from moderation.discussion.models import Comment
from moderation.discussion.rules import Status

COUNTED_TO = 100
OF_ONES_OWN = frozenset({NotificationKind.DECIDED, NotificationKind.CORRECTED})
"""Kinds about one's own comment, which are shown whatever its status."""

FOLLOWED = (
    (NotificationKind.READER_WROTE, Target.READER),
    (NotificationKind.NEW_IN_THREAD, Target.THREAD),
    (NotificationKind.NEW_IN_ARTICLE, Target.ARTICLE),
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
            Notification.kind == NotificationKind.DECIDED,
            Notification.kind == NotificationKind.REPORT_DECIDED,
        ),
    )


COLUMNS = [
    Notification.account_id,
    Notification.kind,
    Notification.comment_id,
    Notification.created_at,
]
# Every page of a reader asks this, so it is written once.
_UNREAD = select(func.count()).select_from(
    visible(select(Notification.id))
    .where(
        Notification.account_id == bindparam("account_id"),
        Notification.read_at.is_(None),
    )
    .limit(COUNTED_TO)
    .subquery()
)


def published(session: Session, event: CommentPublished) -> None:
    """Notify everybody who follows that a comment is visible now.

    The author of the answered comment is notified only of the reply. Each kind takes
    one statement, however many readers follow.
    """
    comment, now = session.get_one(Comment, event.comment_id), event.at
    told: list[int] = [comment.author_id]
    if comment.parent_id is not None:
        answered = session.get_one(Comment, comment.parent_id).author_id
        if answered not in told:
            tell(session, answered, NotificationKind.REPLY, comment, now=now)
            told.append(answered)
    ids = {
        Target.READER: comment.author_id,
        Target.THREAD: comment.thread_id or comment.id,
        Target.ARTICLE: comment.article_id,
    }
    for kind, target in FOLLOWED:
        _tell_followers(session, comment, kind, target, ids[target], told, now)


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
    earlier = select(Notification.id).where(
        Notification.account_id == account_id,
        Notification.kind == kind,
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
        add_once(session, Notification, values | {"created_at": now})


def forget_decided(session: Session, comment_id: int) -> None:
    """Delete the notification of a decision, because it no longer matters."""
    session.execute(
        delete(Notification).where(
            Notification.kind == NotificationKind.DECIDED,
            Notification.comment_id == comment_id,
        )
    )


def take_back(session: Session, comment: Comment, *, now: datetime) -> None:
    """Withdraw the unread notification of a decision, or correct one that was read."""
    notification = session.scalar(
        select(Notification).where(
            Notification.account_id == comment.author_id,
            Notification.kind == NotificationKind.DECIDED,
            Notification.comment_id == comment.id,
        )
    )
    if notification is None:
        return
    if notification.read_at is not None:
        tell(session, comment.author_id, NotificationKind.CORRECTED, comment, now=now)
    session.delete(notification)


def unread(session: Session, account_id: int) -> int:
    """Return the number of visible unread notifications, up to 100."""
    return session.scalar(_UNREAD, {"account_id": account_id}) or 0


def mark_read(session: Session, account_id: int, *, now: datetime) -> None:
    """Mark every notification of the reader as read."""
    session.execute(
        update(Notification)
        .where(Notification.account_id == account_id, Notification.read_at.is_(None))
        .values(read_at=now)
    )


def switched_off(session: Session, account_id: int) -> set[NotificationKind]:
    """Return the kinds that the reader does not want."""
    return set(
        session.scalars(
            select(NotificationSetting.kind).where(
                NotificationSetting.account_id == account_id
            )
        )
    )


def choose(
    session: Session, account_id: int, wanted: Sequence[NotificationKind]
) -> None:
    """Save the kinds that the reader wants; all others are switched off."""
    take_turn(session, f"notification settings {account_id}")
    session.execute(
        delete(NotificationSetting).where(NotificationSetting.account_id == account_id)
    )
    for kind in NotificationKind:
        if kind not in wanted:
            session.add(NotificationSetting(account_id=account_id, kind=kind))
    session.flush()


def _tell_followers(
    session: Session,
    comment: Comment,
    kind: NotificationKind,
    target: Target,
    target_id: int,
    told: Sequence[int],
    now: datetime,
) -> None:
    is_muted = (
        select(Mute.id)
        .where(
            Mute.muter_id == Follow.follower_id,
            Mute.muted_id == comment.author_id,
        )
        .exists()
    )
    is_known = (
        select(Notification.id)
        .where(
            Notification.account_id == Follow.follower_id,
            Notification.comment_id == comment.id,
        )
        .exists()
    )
    followers = select(
        Follow.follower_id,
        literal(kind, Notification.kind.type),
        literal(comment.id, Notification.comment_id.type),
        literal(now, Notification.created_at.type),
    ).where(
        Follow.target == target,
        Follow.target_id == target_id,
        Follow.follower_id.not_in(told),
        ~is_muted,
        ~is_known,
        ~is_off(Follow.follower_id, kind),
    )
    add_selected(session, Notification, COLUMNS, followers)


def is_off(account_id: Any, kind: NotificationKind) -> ColumnElement[bool]:
    """Whether a reader switched a kind off."""
    return (
        select(NotificationSetting.id)
        .where(
            NotificationSetting.account_id == account_id,
            NotificationSetting.kind == kind,
        )
        .exists()
    )
