"""The orders of an article's threads, and the keys of their pages."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    TextClause,
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

# The counter that an order begins with; the newer thread is first among equals.
_COUNTERS: dict[Sort, InstrumentedAttribute[int]] = {
    Sort.MOST_REPLIED: Comment.thread_reply_count,
    Sort.MOST_RECOMMENDED: Comment.reaction_count,
}


def heads(article_id: int, sort: Sort) -> KeyQuery:
    """Return the query for the threads of an article in their order."""
    query = select(
        Comment.id, Comment.thread_reply_count, Comment.reaction_count
    ).where(Comment.article_id == article_id, *_listed_in(article_id, sort))
    if sort is Sort.OLDEST:
        return query.order_by(Comment.id)
    if sort in _COUNTERS:
        return query.order_by(_COUNTERS[sort].desc(), Comment.id.desc())
    return query.order_by(Comment.id.desc())


def of_newsroom(article_id: int) -> tuple[ColumnElement[bool] | TextClause, ...]:
    """Return the conditions for visible comments by the article's authors and staff."""
    authors = select(ArticleAuthor.account_id).where(
        ArticleAuthor.article_id == article_id
    )
    people = union(authors, select(RoleGrant.account_id))
    return PUBLISHED, Comment.author_id.in_(people)


def pinned(article_id: int, comment_id: int) -> KeyQuery:
    """Return the query for one visible thread of an article."""
    return heads(article_id, Sort.NEWEST).where(
        Comment.id == comment_id, Comment.status == Status.PUBLISHED
    )


def after(query: KeyQuery, sort: Sort, place: str | None) -> Select[Any]:
    """Return *query* from the key *place* on.

    :raises InvalidError: if *place* is not a valid key.
    """
    if not place:
        return query
    if not re.fullmatch(_KEYS[sort], place):
        raise InvalidError(_("There is no such page."), {"field": "after"})
    numbers = [int(part) for part in place.split("-")]
    if sort in _COUNTERS:
        counted = tuple_(_COUNTERS[sort], Comment.id)
        return query.where(counted < tuple_(*numbers))
    if sort is Sort.OLDEST:
        return query.where(Comment.id > numbers[-1])
    return query.where(Comment.id < numbers[-1])


def check_in_thread(place: str) -> None:
    """Check the key of a page of a thread.

    :raises InvalidError: if *place* is not a valid key.
    """
    if not re.fullmatch(_PATH, place):
        raise InvalidError(_("There is no such page."), {"field": "after"})


def _listed_in(
    article_id: int, sort: Sort
) -> tuple[ColumnElement[bool] | TextClause, ...]:
    if sort is Sort.NEWSROOM:
        return of_newsroom(article_id)
    return (PICKED if sort is Sort.PICKS else LISTED_THREADS,)


def key(row: Any, sort: Sort) -> str:
    """Return the key of what comes after *row*."""
    if sort in _COUNTERS:
        return f"{getattr(row, _COUNTERS[sort].key)}-{row.id}"
    return str(row.id)
