"""Reads comments as pages show them, together with the statement that finds them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Select,
    bindparam,
    case,
    exists,
    select,
)
from sqlalchemy.orm import Session, aliased

from auth.core.errors import NotFoundError
from auth.core.models import Account, RoleGrant
from auth.core.translation import gettext as _
from auth.db.compiled_reads import rows_within
from moderation.discussion.models import ArticleAuthor, Comment, Revision
from moderation.discussion.rules import Status
from moderation.discussion.thread_views import CommentView

Query = Select[*tuple[Any, ...]]
_FIELDS = [each.name for each in fields(CommentView)]


def views_of(session: Session, ids: Sequence[int]) -> list[CommentView]:
    """Return the views of *ids*, in that order, in one statement."""
    found = {view.id: view for view, _ in read(session, _numbered(), {"ids": ids})}
    return [found[comment_id] for comment_id in ids if comment_id in found]


def get_published(session: Session, comment_id: int) -> CommentView:
    """Return the view of one comment that everybody may see.

    :raises NotFoundError: if there is none, or it is not visible.
    """
    views = views_of(session, [comment_id])
    if not views or not views[0].is_published:
        raise NotFoundError(_("There is no such comment."))
    return views[0]


def read(
    session: Session, statement: Query, given: Mapping[str, Any]
) -> list[tuple[CommentView, Sequence[Any]]]:
    """Return the views that *statement* reads, each with what else its row has.

    :param statement: made by :func:`with_views`.
    :param given: its parameters.
    """
    rows = rows_within(session, statement, given)
    end = len(_FIELDS)
    return [(CommentView(*row[:end]), row[end:]) for row in rows]


def with_views(found: Query | CompoundSelect[*tuple[Any, ...]]) -> Query:
    """Return the statement for the views of the comments that *found* selects.

    Its rows are in no order. After the views they have the other columns of *found*.
    Building it takes longer than running it, so callers keep it.

    :param found: its first column is the comment's id.
    """
    chosen = found.subquery()
    number, *others = chosen.c
    return _columns().add_columns(*others).join(chosen, number == Comment.id)


@cache
def _numbered() -> Query:
    return _columns().where(Comment.id.in_(bindparam("ids", expanding=True)))


def _columns() -> Query:
    """Return the statement for all views: its columns are the fields of one."""
    parent, parent_author = aliased(Comment), aliased(Account)
    is_published = Comment.status == Status.PUBLISHED
    made: dict[str, ColumnElement[Any]] = {
        "author_name": Account.display_name.expression,
        "author_slug": Account.name_canonical.expression,
        "html": case((is_published, Revision.html)),
        "language": Revision.language.expression,
        "parent_name": case(
            (parent.status == Status.PUBLISHED, parent_author.display_name)
        ),
        "is_pick": Comment.picked_at.is_not(None),
        "has_newer_text": Comment.latest_revision_id.is_distinct_from(
            Comment.shown_revision_id
        ),
        "is_by_staff": exists().where(RoleGrant.account_id == Account.id),
        "is_by_author": exists().where(
            ArticleAuthor.article_id == Comment.article_id,
            ArticleAuthor.account_id == Comment.author_id,
        ),
    }
    return (
        select(
            *(
                made[name].label(name) if name in made else getattr(Comment, name)
                for name in _FIELDS
            )
        )
        .join(Account, Account.id == Comment.author_id)
        .outerjoin(Revision, Revision.id == Comment.shown_revision_id)
        .outerjoin(parent, parent.id == Comment.parent_id)
        .outerjoin(parent_author, parent_author.id == parent.author_id)
    )
