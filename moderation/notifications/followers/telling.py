"""Notifies followers, a batch in each transaction.

A request or a verdict that publishes a comment stores one row, however many readers
follow. A chore does the rest. A batch and the place that it has reached are stored in
one transaction, so a batch that fails is repeated as a whole and nobody is told twice.

The row of a hidden comment stays where it is. However the comment becomes visible
again, the chore goes on with the followers that it has not reached.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Subquery, and_, func, literal, or_, select
from sqlalchemy.orm import Session

from auth.db.upserts import add_selected
from moderation.community.models import Follow, Mute
from moderation.community.rules import Target
from moderation.discussion.models import Comment
from moderation.discussion.rules import Status
from moderation.notifications.followers.models import FollowersToTell
from moderation.notifications.models import Notification
from moderation.notifications.rules import NotificationKind
from moderation.notifications.services.settings import is_off

MOST_AT_ONCE = 1_000
"""The most followers that one transaction looks at."""

FOLLOWED = (
    (NotificationKind.READER_WROTE, Target.READER),
    (NotificationKind.NEW_IN_THREAD, Target.THREAD),
    (NotificationKind.NEW_IN_ARTICLE, Target.ARTICLE),
)
"""The kinds of following, in their order. A reader is told of the first that fits."""

COLUMNS = [
    Notification.account_id,
    Notification.kind,
    Notification.comment_id,
    Notification.created_at,
    Notification.due_at,
]


def queue(session: Session, comment: Comment, *, published_at: datetime) -> None:
    """Have the followers of a comment told after this transaction, if there are any."""
    is_followed = or_(
        *(
            and_(Follow.target == target, Follow.target_id == target_id)
            for target, target_id in _followed(comment).items()
        )
    )
    row = select(
        literal(comment.id, FollowersToTell.comment_id.type),
        literal(published_at, FollowersToTell.published_at.type),
    ).where(select(Follow.id).where(is_followed).exists())
    columns = [FollowersToTell.comment_id, FollowersToTell.published_at]
    add_selected(session, FollowersToTell, columns, row)


def is_any_queued(session: Session) -> bool:
    """Whether the followers of a visible comment wait. It takes no lock."""
    return session.scalar(_of_visible(select(FollowersToTell.id)).limit(1)) is not None


def tell_next(session: Session) -> bool:
    """Tell the next followers of the oldest visible comment whose followers wait.

    Nobody is told of a comment while it is hidden.

    :returns: whether there was a comment. Call it again until there is none.
    """
    waiting = _of_visible(select(FollowersToTell)).order_by(FollowersToTell.id).limit(1)
    # Another process may work at the oldest one: this one takes the next.
    locked = waiting.with_for_update(of=FollowersToTell, skip_locked=True)
    task: FollowersToTell | None = session.scalars(locked).first()
    if task is None:
        return False
    comment = session.get_one(Comment, task.comment_id)
    left = MOST_AT_ONCE
    while left and task.step < len(FOLLOWED):
        seen = _tell_some(session, task, comment, most=left)
        if seen < left:
            task.step, task.after_id = task.step + 1, 0
        left -= seen
    if task.step == len(FOLLOWED):
        session.delete(task)
    session.flush()
    return True


def _of_visible(query: Any) -> Any:
    return query.join(Comment, Comment.id == FollowersToTell.comment_id).where(
        Comment.status == Status.PUBLISHED
    )


def _followed(comment: Comment) -> dict[Target, int]:
    """Return what readers can follow to be told of the comment."""
    return {
        Target.READER: comment.author_id,
        Target.THREAD: comment.thread_id or comment.id,
        Target.ARTICLE: comment.article_id,
    }


def _tell_some(
    session: Session, task: FollowersToTell, comment: Comment, *, most: int
) -> int:
    """Tell the next followers of one kind; return how many were looked at."""
    kind, target = FOLLOWED[task.step]
    some = (
        select(Follow.id, Follow.follower_id)
        .where(
            Follow.target == target,
            Follow.target_id == _followed(comment)[target],
            Follow.id > task.after_id,
            Follow.created_at <= task.published_at,
        )
        .order_by(Follow.id)
        .limit(most)
        .subquery()
    )
    last, seen = session.execute(
        select(func.max(some.c.id), func.count()).select_from(some)
    ).one()
    if seen:
        told = _told_otherwise(session, comment)
        rows = _to_tell(some, comment, kind, told, at=task.published_at)
        add_selected(session, Notification, COLUMNS, rows)
        task.after_id = last
    return int(seen)


def _told_otherwise(session: Session, comment: Comment) -> list[int]:
    """Return the author, and the one who was told of a reply."""
    told = [comment.author_id]
    if comment.parent_id is not None:
        told.append(session.get_one(Comment, comment.parent_id).author_id)
    return told


def _to_tell(
    some: Subquery,
    comment: Comment,
    kind: NotificationKind,
    told: Sequence[int],
    *,
    at: datetime,
) -> Any:
    """Return the query for the notifications of those followers who want one."""
    follower = some.c.follower_id
    is_muted = (
        select(Mute.id)
        .where(Mute.muter_id == follower, Mute.muted_id == comment.author_id)
        .exists()
    )
    # Read once. With EXISTS, PostgreSQL may read all of them for each follower.
    known = select(Notification.account_id).where(Notification.comment_id == comment.id)
    moment = literal(at, Notification.created_at.type)
    return select(
        follower,
        literal(kind, Notification.kind.type),
        literal(comment.id, Notification.comment_id.type),
        moment,
        moment,
    ).where(
        follower.not_in(told),
        follower.not_in(known),
        ~is_muted,
        ~is_off(follower, kind),
    )
