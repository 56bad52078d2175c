"""Searching all comments of a site, whatever became of them, at a bounded cost.

A search reads candidates from one index, the newest first and at most
:data:`LOOKED_AT` of them, and keeps those that meet the other conditions. A page that
ends before all candidates were read says where to go on.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, column, select, tuple_
from sqlalchemy import table as named_table
from sqlalchemy import text as sql
from sqlalchemy.orm import Session, aliased

from moderation.discussion.models import Article, Comment, Revision
from moderation.discussion.rules import Status

Query = Select[*tuple[Any, ...]]

COMMENTS_A_PAGE = 30
LOOKED_AT = 5_000
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
class Wanted:
    """What is searched for. Empty fields leave nothing out."""

    text: str = ""
    """Words that all occur; one that ends with ``*`` is the beginning of a word."""
    author_id: int | None = None
    article_id: int | None = None
    status: Status | None = None
    since: datetime | None = None
    until: datetime | None = None
    before: int | None = None
    """Where to go on, as the page before said."""

    @property
    def words(self) -> list[str]:
        """The words of :attr:`text`, at most ten."""
        return _WORD.findall(self.text.lower())[:MOST_WORDS]


@dataclass(frozen=True)
class Found:
    """A page of comments, the newest first, and where the next one begins."""

    ids: list[int]
    next_before: int | None
    is_cut: bool = False
    """Whether older comments were not looked at yet."""


def find(session: Session, *, site_id: int, wanted: Wanted) -> Found:
    """Return a page of the comments of a site that are *wanted*.

    A text without a word in it finds nothing.
    """
    if wanted.text and not wanted.words:
        return Found([], None)
    candidates = _candidates(session, wanted).subquery()
    order = [candidates.c.place.desc()]
    if _is_by_time(wanted):
        order = [Comment.created_at.desc(), Comment.id.desc()]
    rows = session.execute(
        select(Comment.id, candidates.c.place)
        .join(candidates, candidates.c.comment_id == Comment.id)
        .join(Article, Article.id == Comment.article_id)
        .where(Article.site_id == site_id, *_conditions(wanted))
        .order_by(*order)
        .limit(COMMENTS_A_PAGE + 1)
    ).all()
    shown = [row.id for row in rows[:COMMENTS_A_PAGE]]
    if len(rows) > len(shown):
        return Found(shown, rows[COMMENTS_A_PAGE - 1].place)
    last = session.scalar(select(candidates.c.place).offset(LOOKED_AT - 1).limit(1))
    return Found(shown, last, is_cut=last is not None)


def _candidates(session: Session, wanted: Wanted) -> Query:
    """Return what one index offers: ``comment_id`` and ``place``, the newest first."""
    if wanted.words:
        return _with_words(session, wanted)
    query = select(Comment.id.label("comment_id"), Comment.id.label("place"))
    if _is_by_time(wanted):
        return _by_time(query, wanted).limit(LOOKED_AT)
    if wanted.author_id is not None:
        query = query.where(Comment.author_id == wanted.author_id)
    elif wanted.article_id is not None:
        query = query.where(Comment.article_id == wanted.article_id)
    elif wanted.status is not None:
        query = query.where(Comment.status == wanted.status)
    if wanted.before is not None:
        query = query.where(Comment.id < wanted.before)
    return query.order_by(Comment.id.desc()).limit(LOOKED_AT)


def _with_words(session: Session, wanted: Wanted) -> Query:
    place: Any
    if session.get_bind().dialect.name == "sqlite":
        place, has_words = _FTS.c.rowid, _MATCH.bindparams(sought=_for_fts(wanted))
    else:
        place, has_words = Revision.id, _VECTOR.bindparams(sought=_for_vector(wanted))
    found = select(place.label("place")).where(has_words)
    if wanted.before is not None:
        found = found.where(place < wanted.before)
    newest = found.order_by(place.desc()).limit(LOOKED_AT).subquery()
    # A comment is found by what its author wrote last.
    return (
        select(Comment.id.label("comment_id"), newest.c.place)
        .select_from(newest)
        .join(Revision, Revision.id == newest.c.place)
        .outerjoin(
            Comment,
            and_(
                Comment.id == Revision.comment_id,
                Comment.latest_revision_id == Revision.id,
            ),
        )
        .order_by(newest.c.place.desc())
    )


def _for_fts(wanted: Wanted) -> str:
    """Return the words as SQLite's FTS5 reads them; all must occur."""
    return " ".join(
        f'"{word.rstrip("*")}"{"*" if word.endswith("*") else ""}'
        for word in wanted.words
    )


def _for_vector(wanted: Wanted) -> str:
    """Return the words as PostgreSQL's ``to_tsquery`` reads them; all must occur."""
    return " & ".join(
        f"{word.rstrip('*')}:*" if word.endswith("*") else word for word in wanted.words
    )


def _is_by_time(wanted: Wanted) -> bool:
    """Whether dates alone say where to look, so that their index is the best one."""
    is_elsewhere = wanted.words or wanted.author_id or wanted.article_id
    return bool(wanted.since or wanted.until) and not is_elsewhere


def _by_time(query: Query, wanted: Wanted) -> Query:
    query = query.where(*_dates(wanted))
    if wanted.before is not None:
        last = aliased(Comment)
        place = select(last.created_at, last.id).where(last.id == wanted.before)
        query = query.where(
            tuple_(Comment.created_at, Comment.id) < place.scalar_subquery()
        )
    return query.order_by(Comment.created_at.desc(), Comment.id.desc())


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    found = _dates(wanted)
    if wanted.author_id is not None:
        found.append(Comment.author_id == wanted.author_id)
    if wanted.article_id is not None:
        found.append(Comment.article_id == wanted.article_id)
    if wanted.status is not None:
        found.append(Comment.status == wanted.status)
    return found


def _dates(wanted: Wanted) -> list[ColumnElement[bool]]:
    found = []
    if wanted.since is not None:
        found.append(Comment.created_at >= wanted.since)
    if wanted.until is not None:
        found.append(Comment.created_at < wanted.until)
    return found
