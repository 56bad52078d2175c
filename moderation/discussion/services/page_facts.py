"""Reads with one statement what a page of an article says about all its comments."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session

from auth.db.compiled_reads import rows_within
from moderation.discussion.models import Comment
from moderation.discussion.services import orders, published_since


class PageFacts(NamedTuple):
    """What a page of an article says about all its comments.

    :param newest_at: when the newest comment was published; ``None`` without one.
    :param newsroom_wrote: whether a visible comment is by its authors or by staff.
    :param picks_exist: whether a visible comment is an editors' pick.
    """

    newest_at: datetime | None
    newsroom_wrote: bool
    picks_exist: bool


def of(session: Session, article_id: int) -> PageFacts:
    """Return the facts of an article."""
    [row] = rows_within(session, _FACTS, {"article_id": article_id})
    return PageFacts(row[0], bool(row[1]), row[2] is not None)


def _facts() -> Select[*tuple[Any, ...]]:
    article_id: Any = bindparam("article_id")
    comments = select(Comment.id).where(Comment.article_id == article_id)
    return select(
        published_since.NEWEST.scalar_subquery(),
        comments.where(*orders.of_newsroom()).exists(),
        # Because of the order, SQLite uses the index of picks, not all comments.
        comments.where(orders.PICKED).order_by(Comment.id).limit(1).scalar_subquery(),
    )


# Every new page of an article asks this, so it is written once.
_FACTS = _facts()
