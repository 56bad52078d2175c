"""Searches all comments of a site, in any status, at a bounded cost.

A search reads candidates from one index, the newest first, at most :data:`LOOKED_AT` of
them, and keeps those that meet the other conditions. A page that ends before all
candidates were read has a key to continue from.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, TextClause, column, func, select, tuple_
from sqlalchemy import table as named_table
from sqlalchemy import text as sql
from sqlalchemy.orm import Session, aliased

from moderation.discussion.models import Article, Comment, Revision
from moderation.discussion.rules import Status

Query = Select[*tuple[Any, ...]]

COMMENTS_A_PAGE = 30
LOOKED_AT = 5_000
COMMENTS_A_STEP = 500
"""How many candidates are read at once. Most pages are full after the first."""
SAMPLE, FREQUENT = 100, 2
"""Words are frequent if at least two of a hundred texts have them."""

MOST_WORDS = 10
_WORD = re.compile(r"[^\W_]+\*?")
_FTS = named_table("revision_words", column("rowid"))
_MATCH = sql("revision_words MATCH :sought")
_VECTOR = sql(
    "to_tsvector('simple',"
    " regexp_replace(plain_text, '[^[:alnum:]]+', ' ', 'g'))"
    " @@ to_tsquery('simple', :sought)"
)


@dataclass(frozen=True)
class CommentQuery:
    """The conditions of a search. An empty field does not filter."""

    text: str = ""
    """Words that all have to occur. One that ends in ``*`` is a prefix."""
    author_id: int | None = None
    article_id: int | None = None
    status: Status | None = None
    since: datetime | None = None
    until: datetime | None = None
    before: int | None = None
    """The key that the previous page returned."""

    @property
    def words(self) -> list[str]:
        """The words of :attr:`text`, at most ten."""
        return _WORD.findall(self.text.lower())[:MOST_WORDS]


@dataclass(frozen=True)
class FoundComments:
    """A page of comments, the newest first, and the key of the next page."""

    ids: list[int]
    next_before: int | None
    is_cut: bool = False
    """Whether older comments have not been considered yet."""


def find(session: Session, *, site_id: int, wanted: CommentQuery) -> FoundComments:
    """Return a page of the comments of a site that meet *wanted*.

    A text without words matches nothing.
    """
    if wanted.text and not wanted.words:
        return FoundComments([], None)
    found: list[int] = []
    last: int | None = None
    looked_at, step = 0, min(COMMENTS_A_STEP, LOOKED_AT)
    while looked_at < LOOKED_AT:
        places = session.scalars(_candidates(session, wanted).limit(step)).all()
        kept = _kept(session, site_id, wanted, places)
        for place in places:
            if place not in kept:
                continue
            if len(found) == COMMENTS_A_PAGE:
                return FoundComments(found, last)
            found.append(kept[place])
            last = place
        if len(places) < step:
            return FoundComments(found, None)
        looked_at += step
        wanted = replace(wanted, before=places[-1])
    return FoundComments(found, wanted.before, is_cut=True)


def _candidates(session: Session, wanted: CommentQuery) -> Query:
    """Return candidate ids from one index, the newest first.

    They are ids of revisions in a search for words, else ids of comments.
    """
    if wanted.words:
        return _with_words(session, wanted)
    query: Query = select(Comment.id)
    if _is_by_time(wanted):
        return _by_time(query, wanted)
    if wanted.author_id is not None:
        query = query.where(Comment.author_id == wanted.author_id)
    elif wanted.article_id is not None:
        query = query.where(Comment.article_id == wanted.article_id)
    elif wanted.status is not None:
        query = query.where(Comment.status == wanted.status)
    if wanted.before is not None:
        query = query.where(Comment.id < wanted.before)
    return query.order_by(Comment.id.desc())


def _with_words(session: Session, wanted: CommentQuery) -> Query:
    if session.get_bind().dialect.name == "sqlite":
        has_words = _MATCH.bindparams(sought=_for_fts(wanted))
        return _newest(select(_FTS.c.rowid).where(has_words), _FTS.c.rowid, wanted)
    has_words = _VECTOR.bindparams(sought=_for_vector(wanted))
    texts = select(Revision.id).where(has_words)
    if _is_frequent(session, has_words):
        return _newest(texts, Revision.id, wanted)
    # Rare words are looked up in the index of words alone. If PostgreSQL expects enough
    # hits, it reads the texts from the newest on instead: all ten million if none has
    # the words. Compiling the statement would also take longer than running it.
    session.execute(sql("SET LOCAL jit = off"))
    found = texts.cte("found").prefix_with("MATERIALIZED")
    return _newest(select(found.c.id), found.c.id, wanted)


def _newest(query: Query, place: Any, wanted: CommentQuery) -> Query:
    if wanted.before is not None:
        query = query.where(place < wanted.before)
    return query.order_by(place.desc())


def _is_frequent(session: Session, has_words: TextClause) -> bool:
    """Whether enough texts have the words to find a page of them among the newest.

    Judges by a sample of texts of all ages.
    """
    last = session.scalar(select(func.max(Revision.id))) or 0
    ids = {last * number // SAMPLE for number in range(1, SAMPLE + 1)}
    some = select(Revision.plain_text).where(Revision.id.in_(ids)).subquery()
    hits = select(func.count()).select_from(some).where(has_words)
    return (session.scalar(hits) or 0) >= FREQUENT


def _kept(
    session: Session, site_id: int, wanted: CommentQuery, places: Sequence[int]
) -> dict[int, int]:
    """Return the comments among the candidates that meet every condition.

    A comment is found by its newest text.
    """
    ids = {place: place for place in places}
    if wanted.words:
        # A step of its own: joined, SQLite would begin at the articles.
        texts = select(Revision.id, Revision.comment_id).where(Revision.id.in_(places))
        ids = {row.id: row.comment_id for row in session.execute(texts)}
    rows = session.execute(
        select(Comment.id, Comment.latest_revision_id)
        .join(Article, Article.id == Comment.article_id)
        .where(
            Comment.id.in_(ids.values()),
            Article.site_id == site_id,
            *_conditions(wanted),
        )
    )
    latest = {row.id: row.latest_revision_id for row in rows}
    return {
        place: comment_id
        for place, comment_id in ids.items()
        if comment_id in latest and (not wanted.words or latest[comment_id] == place)
    }


def _for_fts(wanted: CommentQuery) -> str:
    """Return the words as a query for SQLite's FTS5, in which all must occur."""
    return " ".join(
        f'"{word.rstrip("*")}"{"*" if word.endswith("*") else ""}'
        for word in wanted.words
    )


def _for_vector(wanted: CommentQuery) -> str:
    """Return the words as a ``to_tsquery`` for PostgreSQL, in which all must occur."""
    return " & ".join(
        f"{word.rstrip('*')}:*" if word.endswith("*") else word for word in wanted.words
    )


def _is_by_time(wanted: CommentQuery) -> bool:
    """Whether the dates are the only conditions, so that their index is the best."""
    is_elsewhere = wanted.words or wanted.author_id or wanted.article_id
    return bool(wanted.since or wanted.until) and not is_elsewhere


def _by_time(query: Query, wanted: CommentQuery) -> Query:
    query = query.where(*_dates(wanted))
    if wanted.before is not None:
        last = aliased(Comment)
        place = select(last.created_at, last.id).where(last.id == wanted.before)
        query = query.where(
            tuple_(Comment.created_at, Comment.id) < place.scalar_subquery()
        )
    return query.order_by(Comment.created_at.desc(), Comment.id.desc())


def _conditions(wanted: CommentQuery) -> list[ColumnElement[bool]]:
    found = _dates(wanted)
    if wanted.author_id is not None:
        found.append(Comment.author_id == wanted.author_id)
    if wanted.article_id is not None:
        found.append(Comment.article_id == wanted.article_id)
    if wanted.status is not None:
        found.append(Comment.status == wanted.status)
    return found


def _dates(wanted: CommentQuery) -> list[ColumnElement[bool]]:
    found = []
    if wanted.since is not None:
        found.append(Comment.created_at >= wanted.since)
    if wanted.until is not None:
        found.append(Comment.created_at < wanted.until)
    return found
