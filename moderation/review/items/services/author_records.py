"""Counts an author's comments for a card: published, rejected, reported."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    CompoundSelect,
    Integer,
    Select,
    String,
    bindparam,
    func,
    literal_column,
    select,
    union_all,
)
from sqlalchemy.orm import Session, aliased

from auth.core.models import Account
from auth.db.compiled_reads import rows_within
from moderation.discussion.models import Article, Comment
from moderation.discussion.rules import Status
from moderation.review.items.models import Decision, Report
from moderation.review.items.queue_views import DeskContext
from moderation.review.items.rules import Action
from moderation.review.items.services import section_access

COUNTED_TO = 1_000
"""Where the count of an author's published comments stops."""

# Literals, because PostgreSQL plans a statement again each time if these are
# parameters.
_PUBLIC: ColumnElement[str] = literal_column(f"'{Status.PUBLISHED}'")
_REJECT: ColumnElement[str] = literal_column(f"'{Action.REJECT}'")
_APPROVE: ColumnElement[str] = literal_column(f"'{Action.APPROVE}'")
_MOST: ColumnElement[int] = literal_column(str(COUNTED_TO), Integer)
_OF_ARTICLE = Article.id == Comment.article_id
_IDS: BindParameter[Any] = bindparam("ids", expanding=True)
_VIEWER: BindParameter[Any] = bindparam("viewer", value=0)
_NEWER = aliased(Decision)
# Counted by decision and not by status: an author who edits a rejected comment has
# still written the text that was rejected.
_REJECTED = (
    select(Comment.author_id, func.count(Comment.id.distinct()))
    .join(Decision, Decision.comment_id == Comment.id)
    .where(
        Comment.author_id.in_(_IDS),
        Decision.action == _REJECT,
        Decision.undone_at.is_(None),
        ~select(_NEWER.id)
        .where(
            _NEWER.comment_id == Decision.comment_id,
            _NEWER.revision_id == Decision.revision_id,
            _NEWER.id > Decision.id,
            _NEWER.action == _APPROVE,
            _NEWER.undone_at.is_(None),
        )
        .exists(),
    )
    .group_by(Comment.author_id)
)
_REPORTED = (
    select(Comment.author_id, func.count())
    .join(Report, Report.comment_id == Comment.id)
    .where(Comment.author_id.in_(_IDS), Report.reporter_id != _VIEWER)
    .group_by(Comment.author_id)
)

_Counting = Select[int, int]
_COUNTED: dict[str, _Counting] = {"rejected": _REJECTED, "reports": _REPORTED}


def _published(within: ColumnElement[bool] | None = None) -> _Counting:
    """Return the count of published comments, which stops at :data:`COUNTED_TO`.

    An author may have written tens of thousands, and a page shows twenty authors.
    """
    some = select(Comment.id).where(
        Comment.author_id == Account.id, Comment.status == _PUBLIC
    )
    if within is not None:
        some = some.join(Article, _OF_ARTICLE).where(within)
    found = some.limit(_MOST).correlate(Account).subquery()
    count = select(func.count()).select_from(found).scalar_subquery()
    return select(Account.id, count).where(Account.id.in_(_IDS))


def _counted(queries: Mapping[str, _Counting]) -> CompoundSelect[str, int, int]:
    """Return one query for all *queries*, whose rows begin with their name."""
    parts = {name: query.subquery() for name, query in queries.items()}
    return union_all(
        *(
            select(literal_column(f"'{name}'", String), *part.c)
            for name, part in parts.items()
        )
    )


_RECORDS = _counted({"published": _published()} | _COUNTED)


@dataclass(frozen=True)
class Record:
    """The counts of an author's comments.

    ``rejected`` counts comments with a text whose rejection was not undone. If a new
    text of such a comment was approved, it counts as published as well.
    """

    published: int = 0
    """At most :data:`COUNTED_TO`."""
    rejected: int = 0
    reports: int = 0
    """The number of reports against them, without the current moderator's own."""


def of(
    session: Session, author_ids: Collection[int], context: DeskContext
) -> dict[int, Record]:
    """Return the record of each author, in the sections of the moderator's role.

    Leaves out the moderator's own reports.
    """
    ids = {"ids": list(author_ids), "viewer": context.moderator_id}
    records: dict[int, dict[str, int]] = {author_id: {} for author_id in author_ids}
    rows = (
        rows_within(session, _RECORDS, ids)
        if context.sections is None
        else session.execute(_counted(_within(context)), ids)
    )
    for name, author_id, count in rows:
        records[author_id][name] = count
    return {author_id: Record(**counts) for author_id, counts in records.items()}


def _within(context: DeskContext) -> dict[str, _Counting]:
    """Return the counts of an author's comments in the sections of a role."""
    within = section_access.within(context, Article.site_id, Article.section)
    return {"published": _published(within)} | {
        name: query.join(Article, _OF_ARTICLE).where(within)
        for name, query in _COUNTED.items()
    }
