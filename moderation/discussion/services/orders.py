"""The orders of an article's threads, and the keys of their pages."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    TextClause,
    bindparam,
    select,
    text,
    tuple_,
    union,
)
from sqlalchemy.orm import InstrumentedAttribute

from auth.core.errors import InvalidError
from auth.core.models import RoleGrant
from auth.core.translation import gettext as _
from moderation.discussion.models import ArticleAuthor, Comment
from moderation.discussion.rules import Status
from moderation.discussion.thread_views import CommentView

KeyQuery = Select[*tuple[Any, ...]]

# Literal, so that both databases use the partial indexes.
LISTED_THREADS = text("comment.is_listed AND comment.parent_id IS NULL")
PUBLISHED = text("comment.status = 'published'")
PICKED = text("comment.picked_at IS NOT NULL AND comment.status = 'published'")


class Sort(StrEnum):
    """The order of threads."""

    NEWEST = "newest"
    OLDEST = "oldest"
    MOST_REPLIED = "most_replied"
    MOST_RECOMMENDED = "most_recommended"
    PICKS = "picks"
    """Only the editors' picks, replies among them, the newest first."""
    NEWSROOM = "newsroom"
    """Only comments by the article's authors and by staff, as for picks."""


WITHOUT_REPLIES = frozenset({Sort.PICKS, Sort.NEWSROOM})
"""Orders that show single comments instead of threads."""


_PATH = r"[0-9]{0,100}"
# Eighteen digits: what is larger fits in no column.
_KEYS = {
    Sort.NEWEST: r"[0-9]{1,18}",
    Sort.OLDEST: r"[0-9]{1,18}",
    Sort.MOST_REPLIED: r"[0-9]{1,18}-[0-9]{1,18}",
    Sort.MOST_RECOMMENDED: r"[0-9]{1,18}-[0-9]{1,18}",
    Sort.PICKS: r"[0-9]{1,18}",
    Sort.NEWSROOM: r"[0-9]{1,18}",
}

_ARTICLE = bindparam("article_id", type_=BigInteger)
_AFTER_ID = bindparam("after_id", type_=BigInteger)
_AFTER_COUNT = bindparam("after_count", type_=BigInteger)

# The counter that an order begins with; the newer thread is first among equals.
_COUNTERS: dict[Sort, InstrumentedAttribute[int]] = {
    Sort.MOST_REPLIED: Comment.thread_reply_count,
    Sort.MOST_RECOMMENDED: Comment.reaction_count,
}


def heads(sort: Sort, *, is_later: bool = False) -> KeyQuery:
    """Return the query for the threads of an article in their order.

    :param is_later: whether it begins after the key of a page, see :func:`place`.
    """
    query = select(Comment.id, Comment.thread_reply_count).where(
        Comment.article_id == _ARTICLE, *_listed_in(sort)
    )
    if is_later:
        query = query.where(_after(sort))
    return query.order_by(*order(sort, Comment.__table__.c))


def order(sort: Sort, columns: Any) -> tuple[ColumnElement[Any], ...]:
    """Return what an order sorts by."""
    if sort is Sort.OLDEST:
        return (columns.id,)
    if sort in _COUNTERS:
        return (columns[_COUNTERS[sort].key].desc(), columns.id.desc())
    return (columns.id.desc(),)


def of_newsroom() -> tuple[ColumnElement[bool] | TextClause, ...]:
    """Return the conditions for visible comments by the article's authors and staff."""
    authors = select(ArticleAuthor.account_id).where(
        ArticleAuthor.article_id == _ARTICLE
    )
    people = union(authors, select(RoleGrant.account_id))
    return PUBLISHED, Comment.author_id.in_(people)


def pinned() -> KeyQuery:
    """Return the query for the visible thread ``pinned_id`` of an article."""
    return heads(Sort.NEWEST).where(
        Comment.id == bindparam("pinned_id"), Comment.status == Status.PUBLISHED
    )


def place(sort: Sort, key: str) -> dict[str, int]:
    """Return the parameters of a query that begins after the key of a page.

    :raises InvalidError: if *key* is not a valid key.
    """
    if not re.fullmatch(_KEYS[sort], key):
        raise InvalidError(_("There is no such page."), {"field": "after"})
    numbers = [int(part) for part in key.split("-")]
    return {"after_id": numbers[-1], "after_count": numbers[0]}


def _after(sort: Sort) -> ColumnElement[bool]:
    if sort in _COUNTERS:
        return tuple_(_COUNTERS[sort], Comment.id) < tuple_(_AFTER_COUNT, _AFTER_ID)
    return Comment.id > _AFTER_ID if sort is Sort.OLDEST else Comment.id < _AFTER_ID


def check_in_thread(place: str) -> None:
    """Check the key of a page of a thread.

    :raises InvalidError: if *place* is not a valid key.
    """
    if not re.fullmatch(_PATH, place):
        raise InvalidError(_("There is no such page."), {"field": "after"})


def _listed_in(sort: Sort) -> tuple[ColumnElement[bool] | TextClause, ...]:
    if sort is Sort.NEWSROOM:
        return of_newsroom()
    return (PICKED if sort is Sort.PICKS else LISTED_THREADS,)


def key(sort: Sort, head: CommentView, reply_count: int) -> str:
    """Return the key of what comes after the thread of *head*.

    :param reply_count: how many replies the thread has.
    """
    if sort is Sort.MOST_REPLIED:
        return f"{reply_count}-{head.id}"
    if sort is Sort.MOST_RECOMMENDED:
        return f"{head.reaction_count}-{head.id}"
    return str(head.id)
