"""Finds comments that were published after a page was loaded."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy import bindparam, select, text
from sqlalchemy.orm import Session

from auth.core.errors import InvalidError
from auth.core.translation import gettext as _
from auth.db.compiled_reads import rows_within
from moderation.discussion.models import Comment

MOST_COUNTED = 100
"""New comments are counted up to this number."""

# Written literally, so that both databases use the partial index.
_PUBLISHED = text("comment.status = 'published'")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def last_seen(session: Session, *, article_id: int) -> int:
    """Return the time at which the article's newest comment was published.

    In microseconds since 1970; 0 if it has none.
    """
    return mark_of(newest(session, article_id=article_id))


def mark_of(moment: datetime | None) -> int:
    """Return *moment* in microseconds since 1970; 0 without one."""
    return (moment - _EPOCH) // timedelta(microseconds=1) if moment else 0


def newest(session: Session, *, article_id: int) -> datetime | None:
    """Return when the article's newest comment was published; ``None`` if none was."""
    rows = rows_within(session, NEWEST, {"article_id": article_id})
    return rows[0][0] if rows else None


# Every new page of an article asks this, so it is written once.
NEWEST = (
    select(Comment.published_at)
    .where(Comment.article_id == bindparam("article_id"), _PUBLISHED)
    .order_by(Comment.published_at.desc())
    .limit(1)
)


def since(
    session: Session, *, article_id: int, seen: int, thread_id: int | None = None
) -> Sequence[tuple[int, int]]:
    """Return the comments published after *seen*, the oldest first, up to 100.

    :param seen: microseconds since 1970.
    :param thread_id: limits the result to this thread.
    :returns: the id of each comment and of its author.
    :raises InvalidError: if *seen* is not a valid time.
    """
    try:
        moment = _EPOCH + timedelta(microseconds=seen)
    except OverflowError as error:
        raise InvalidError(_("There is no such time."), {"field": "seen"}) from error
    query = select(Comment.id, Comment.author_id).where(
        Comment.article_id == article_id, _PUBLISHED, Comment.published_at > moment
    )
    if thread_id is not None:
        query = query.where(Comment.thread_id == thread_id)
    rows = session.execute(query.order_by(Comment.published_at).limit(MOST_COUNTED))
    return [(row.id, row.author_id) for row in rows]
