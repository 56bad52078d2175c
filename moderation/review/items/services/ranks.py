"""Computes the rank of an item in the queue: its expected harm, less with age."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, func, or_, select
from sqlalchemy.orm import Session, aliased

from moderation.community.models import Follow
from moderation.community.rules import Target
from moderation.discussion.events import CommentPublished
from moderation.discussion.models import Article, Comment
from moderation.review.items.models import ReviewItem

TAU = timedelta(hours=6)
"""The weight of age against harm: waiting this long counts like e times the harm."""

VIEWS_A_READER = 50
"""About one in this many readers of a story reads its comments."""

URGENT_BONUS = 1_000.0
"""The bonus of escalations, appeals and notices: as much as 250 days of waiting."""

SWEPT_AT_ONCE = 2_000
OPEN = ReviewItem.closed_at.is_(None)


def rank(
    probability: float, reach: int, submitted_at: datetime, *, urgency: int = 0
) -> float:
    """Return the rank of an item; higher is more urgent.

    ``ln(probability * reach) - submitted_at / tau``: expected harm, less with age.
    The order between two items does not change with time, so it can be stored.

    :param urgency: how many bonuses of :data:`URGENT_BONUS` it gets.
    """
    harm = math.log(max(probability, 0.01) * max(reach, 1))
    place = harm - submitted_at.timestamp() / TAU.total_seconds()
    return place + urgency * URGENT_BONUS


def set_rank(
    session: Session, item: ReviewItem, *, probability: float, submitted_at: datetime
) -> None:
    """Store the rank of *item* and its components."""
    reach = session.scalar(_REACH, {"item_id": item.id})
    item.reach = max(int(reach or 1), 1)
    item.probability = probability
    item.rank = rank(probability, item.reach, submitted_at, urgency=item.urgency)


def escalate(item: ReviewItem, *, by_id: int | None, now: datetime) -> None:
    """Record who escalated *item*, and move it ahead of routine items."""
    before = item.urgency
    item.escalated_at, item.escalated_by_id = now, by_id
    _move(item, before)


def undo_escalation(item: ReviewItem) -> None:
    """Move *item* back among routine items, unless its author appealed."""
    before = item.urgency
    item.escalated_at = item.escalated_by_id = None
    _move(item, before)


def appeal(item: ReviewItem, *, now: datetime) -> None:
    """Record that the author of *item* appealed, and move it ahead of routine items."""
    before = item.urgency
    item.appealed_at = item.appealed_at or now
    _move(item, before)


def notice(item: ReviewItem, *, is_trusted: bool, now: datetime) -> None:
    """Record a notice about *item*, and move it ahead of routine items.

    :param is_trusted: whether it comes from a trusted flagger, which goes before all
        others.
    """
    before = item.urgency
    item.noticed_at = item.noticed_at or now
    item.is_trusted_notice = item.is_trusted_notice or is_trusted
    _move(item, before)


def _move(item: ReviewItem, before: int) -> None:
    item.rank += (item.urgency - before) * URGENT_BONUS


def replied(session: Session, event: CommentPublished) -> None:
    """Update the rank of the answered comment if it waits and its reach has doubled."""
    comment = session.get_one(Comment, event.comment_id)
    above = {comment.parent_id, comment.thread_id} - {None, comment.id}
    if above:
        _refresh(session, ReviewItem.comment_id.in_(above), OPEN)


def refresh(session: Session, ids: Sequence[int]) -> int:
    """Update the ranks of items whose reach has doubled; return their number."""
    return _refresh(session, ReviewItem.id.in_(ids)) if ids else 0


def update_next(session: Session, *, after_id: int = 0) -> tuple[int, int | None]:
    """Update ranks in a part of the queue, where the reach has doubled.

    Followers and views grow without notifying the queue.

    :returns: the number of updated items, and the key of the next part.
    """
    part: list[ColumnElement[bool]] = [OPEN, ReviewItem.id > after_id]
    last_id = session.scalar(
        select(ReviewItem.id)
        .where(*part)
        .order_by(ReviewItem.id)
        .offset(SWEPT_AT_ONCE - 1)
        .limit(1)
    )
    if last_id is not None:
        part.append(ReviewItem.id <= last_id)
    return _refresh(session, *part), last_id


def _refresh(session: Session, *which: ColumnElement[bool]) -> int:
    """Update the ranks of items whose reach has doubled, among *which*.

    The database compares, so that the many that stay as they are never leave it.
    """
    reach = _reach()
    rows = session.execute(
        select(ReviewItem, Comment.created_at, reach)
        .join(Comment, Comment.id == ReviewItem.comment_id)
        .join(Article, Article.id == ReviewItem.article_id)
        .where(*which, reach >= 2 * ReviewItem.reach)
        .order_by(ReviewItem.id)
    ).all()
    for item, submitted_at, grown in rows:
        item.reach = int(grown)
        item.rank = rank(
            item.probability, item.reach, submitted_at, urgency=item.urgency
        )
    session.flush()
    return len(rows)


def _reach() -> ColumnElement[Any]:
    """Return the possible readers of an item's comment and of its near-duplicates."""
    views = func.coalesce(Article.view_count, 0) // VIEWS_A_READER
    own = 1 + Comment.reply_count + _followers() + views
    return own + func.coalesce(_reach_of_copies(), 0)


def _followers() -> ColumnElement[int]:
    """Return the number of followers of the author, the thread or the article."""
    return (
        select(func.count())
        .select_from(Follow)
        .where(
            or_(
                _follows(Target.READER, Comment.author_id),
                _follows(Target.THREAD, Comment.thread_id),
                _follows(Target.ARTICLE, Comment.article_id),
            )
        )
        .correlate(Comment)
        .scalar_subquery()
    )


def _follows(target: Target, target_id: Any) -> ColumnElement[bool]:
    return and_(Follow.target == target, Follow.target_id == target_id)


def _reach_of_copies() -> ColumnElement[Any]:
    """Return the sum of possible readers of an item's open near-duplicates."""
    copy = aliased(ReviewItem)
    return (
        select(func.sum(copy.reach))
        .where(copy.lead_id == ReviewItem.id, copy.closed_at.is_(None))
        .correlate(ReviewItem)
        .scalar_subquery()
    )


# Every comment that reaches the queue asks this, so it is written once.
_REACH = (
    select(_reach())
    .select_from(ReviewItem)
    .join(Comment, Comment.id == ReviewItem.comment_id)
    .join(Article, Article.id == ReviewItem.article_id)
    .where(ReviewItem.id == bindparam("item_id"))
)
