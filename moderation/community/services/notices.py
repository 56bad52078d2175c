"""Telling readers: written when a comment becomes visible, joined when read."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    and_,
    bindparam,
    delete,
    func,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Session

from auth.db.upserts import add_once, add_selected, take_turn
from moderation.community.models import Block, Follow, Notice, NoticeSetting
from moderation.community.rules import NoticeKind, Target
from moderation.discussion.models import Comment
from moderation.discussion.rules import Status

COUNTED_TO = 100
OF_ONES_OWN = frozenset({NoticeKind.DECIDED, NoticeKind.CORRECTED})
"""Kinds about one's own comment, shown whatever became of it."""

FOLLOWED = (
    (NoticeKind.READER_WROTE, Target.READER),
    (NoticeKind.NEW_IN_THREAD, Target.THREAD),
    (NoticeKind.NEW_IN_ARTICLE, Target.ARTICLE),
)


def visible(query: Any) -> Any:
    """Join the comment: leave out what is hidden, and what a muted reader wrote.

    The outcome of a report is told whatever became of the comment; its line shows
    nothing of it.
    """
    is_muted = (
        select(Block.id)
        .where(
            Block.blocker_id == Notice.account_id,
            Block.blocked_id == Comment.author_id,
        )
        .exists()
    )
    return query.join(Comment, Comment.id == Notice.comment_id).where(
        or_(
            and_(~is_muted, Comment.status == Status.PUBLISHED),
            and_(Notice.kind.in_(OF_ONES_OWN), Comment.status != Status.DELETED),
            # Of a deleted comment, what is left is that it was rejected.
            Notice.kind == NoticeKind.DECIDED,
            Notice.kind == NoticeKind.REPORT_DECIDED,
        ),
    )


COLUMNS = [Notice.account_id, Notice.kind, Notice.comment_id, Notice.created_at]
# Every page of a reader asks this, so it is written once.
_UNREAD = select(func.count()).select_from(
    visible(select(Notice.id))
    .where(Notice.account_id == bindparam("account_id"), Notice.read_at.is_(None))
    .limit(COUNTED_TO)
    .subquery()
)


def published(session: Session, comment: Comment, *, now: datetime) -> None:
    """Tell whoever wants to know that *comment* can be read now.

    The one whose comment it answers is told of that alone. Each kind is one
    statement, however many readers follow.
    """
    told: list[int] = [comment.author_id]
    if comment.parent_id is not None:
        answered = session.get_one(Comment, comment.parent_id).author_id
        if answered not in told:
            tell(session, answered, NoticeKind.REPLY, comment, now=now)
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
    kind: NoticeKind,
    comment: Comment,
    *,
    now: datetime,
) -> None:
    """Tell one reader, unless they switched the kind off or mute the author."""
    wanted = session.scalar(
        select(literal(1)).where(~is_off(literal(account_id), kind))
    )
    blocked = kind not in OF_ONES_OWN and session.scalar(
        select(Block.id).where(
            Block.blocker_id == account_id, Block.blocked_id == comment.author_id
        )
    )
    known = session.scalar(
        select(Notice.id).where(
            Notice.account_id == account_id,
            Notice.kind == kind,
            Notice.comment_id == comment.id,
        )
    )
    if known is not None and kind in OF_ONES_OWN:
        # A second decision is news again, in the place of the first.
        session.execute(delete(Notice).where(Notice.id == known))
        known = None
    if wanted and not blocked and known is None:
        values = {"account_id": account_id, "kind": kind, "comment_id": comment.id}
        add_once(session, Notice, values | {"created_at": now})


def forget_decided(session: Session, comment_id: int) -> None:
    """Delete the notification of a decision, as of one that asks nothing any more."""
    session.execute(
        delete(Notice).where(
            Notice.kind == NoticeKind.DECIDED, Notice.comment_id == comment_id
        )
    )


def take_back(session: Session, comment: Comment, *, now: datetime) -> None:
    """Withdraw the unread notice of a decision; correct one that was read."""
    notice = session.scalar(
        select(Notice).where(
            Notice.account_id == comment.author_id,
            Notice.kind == NoticeKind.DECIDED,
            Notice.comment_id == comment.id,
        )
    )
    if notice is None:
        return
    if notice.read_at is not None:
        tell(session, comment.author_id, NoticeKind.CORRECTED, comment, now=now)
    session.delete(notice)


def unread(session: Session, account_id: int) -> int:
    """Return how many unread notices there are to see, counted no further than 100."""
    return session.scalar(_UNREAD, {"account_id": account_id}) or 0


def mark_read(session: Session, account_id: int, *, now: datetime) -> None:
    """Mark every notice of the reader as read."""
    session.execute(
        update(Notice)
        .where(Notice.account_id == account_id, Notice.read_at.is_(None))
        .values(read_at=now)
    )


def switched_off(session: Session, account_id: int) -> set[NoticeKind]:
    """Return the kinds that the reader does not want."""
    return set(
        session.scalars(
            select(NoticeSetting.kind).where(NoticeSetting.account_id == account_id)
        )
    )


def choose(session: Session, account_id: int, wanted: Sequence[NoticeKind]) -> None:
    """Keep the kinds that the reader wants, and no other."""
    take_turn(session, f"notice settings {account_id}")
    session.execute(delete(NoticeSetting).where(NoticeSetting.account_id == account_id))
    for kind in NoticeKind:
        if kind not in wanted:
            session.add(NoticeSetting(account_id=account_id, kind=kind))
    session.flush()


def _tell_followers(
    session: Session,
    comment: Comment,
    kind: NoticeKind,
    target: Target,
    target_id: int,
    told: Sequence[int],
    now: datetime,
) -> None:
    is_blocked = (
        select(Block.id)
        .where(
            Block.blocker_id == Follow.follower_id,
            Block.blocked_id == comment.author_id,
        )
        .exists()
    )
    is_known = (
        select(Notice.id)
        .where(Notice.account_id == Follow.follower_id, Notice.comment_id == comment.id)
        .exists()
    )
    followers = select(
        Follow.follower_id,
        literal(kind, Notice.kind.type),
        literal(comment.id, Notice.comment_id.type),
        literal(now, Notice.created_at.type),
    ).where(
        Follow.target == target,
        Follow.target_id == target_id,
        Follow.follower_id.not_in(told),
        ~is_blocked,
        ~is_known,
        ~is_off(Follow.follower_id, kind),
    )
    add_selected(session, Notice, COLUMNS, followers)


def is_off(account_id: Any, kind: NoticeKind) -> ColumnElement[bool]:
    """Whether a reader switched a kind off."""
    return (
        select(NoticeSetting.id)
        .where(NoticeSetting.account_id == account_id, NoticeSetting.kind == kind)
        .exists()
    )
