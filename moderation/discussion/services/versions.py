"""Raises the version of an article with every change that its public pages show.

A :class:`VersionedSession` looks at the rows that it is about to store, and raises the
versions at the end of the same transaction. So no service has to remember it. Only a
statement that changes many rows at once has to name its articles (:func:`raise_for`).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, event, inspect, or_, select, update
from sqlalchemy.orm import ORMExecuteState, Session

from auth.core.models import Account, RoleGrant, Site
from auth.db.database import Database
from moderation.discussion.models import Article, ArticleAuthor, Comment
from moderation.discussion.rules import REACTIONS_SHOWN_EVERY, Status

_NOTED = "ceasefire.versions"

_SHOWN_OF_ACCOUNT = frozenset({"display_name", "name_canonical"})
_SHOWN_OF_COMMENT = frozenset(
    {"status", "shown_revision_id", "is_listed", "edited_at", "author_id"}
    | {"picked_at"}
    | {"parent_id", "thread_id", "depth", "path", "reply_count", "article_id"}
)
# Of these tables, a column counts as shown unless it is named here.
_HIDDEN_OF_ARTICLE = frozenset(
    {"version", "reaction_period", "view_count", "version_created", "profile_key"}
    | {"subjects", "tags", "is_withdrawn", "closed_by_withdrawal", "created_at"}
)
_HIDDEN_OF_SITE = frozenset({"version", "created_at"})


_STAMP = (
    select(
        Article.version,
        Article.reaction_period,
        Site.version.label("site_version"),
    )
    .join(Site, Site.id == Article.site_id)
    .where(Article.id == bindparam("article_id"))
)


@dataclass
class _Noted:
    """What the transaction has changed so far."""

    articles: set[int] = field(default_factory=set)
    raised: set[int] = field(default_factory=set)
    authors: set[int] = field(default_factory=set)
    sites: set[int] = field(default_factory=set)
    all_sites: bool = False


class VersionedSession(Session):
    """A session that raises the versions of what its changes show."""


def raise_for(session: Session, article_ids: Collection[int]) -> None:
    """Raise the versions of these articles at the end of the transaction."""
    _noted(session).articles.update(article_ids)


def raised(session: Session, article_id: int) -> None:
    """Say that a statement of this transaction has raised the version already."""
    _noted(session).raised.add(article_id)


def note_reaction(session: Session, *, article_id: int, now: datetime) -> None:
    """Show a new reaction with the next half minute, not at once.

    So a popular article is rendered at most twice a minute for its reactions.
    """
    period = period_of(now) + 1
    session.execute(
        update(Article)
        .where(Article.id == article_id, Article.reaction_period < period)
        .values(reaction_period=period)
        .execution_options(synchronize_session=False)
    )


def shown_version(version: int, reaction_period: int, *, now: datetime) -> int:
    """Return the version that readers are shown *now*. It never falls."""
    return version + min(reaction_period, period_of(now))


def shown_now(database: Database, article_id: int) -> tuple[int, int]:
    """Return the versions of an article and of its site that readers are shown now.

    They are zeros if there is no such article.

    :raises sqlalchemy.exc.SQLAlchemyError: if the database cannot be read.
    """
    rows = database.rows(_STAMP, article_id=article_id)
    if not rows:
        return 0, 0
    [row] = rows
    version = shown_version(row.version, row.reaction_period, now=row.read_at)
    return version, row.site_version


def period_of(now: datetime) -> int:
    """Return the number of the half minute that *now* is in."""
    return int(now.timestamp() // REACTIONS_SHOWN_EVERY.total_seconds())


@event.listens_for(VersionedSession, "before_flush")
def _note_rows(session: Session, _context: Any, _instances: Any) -> None:
    with session.no_autoflush:
        for row in session.new:
            _note(session, row, is_change=False)
        for row in session.dirty:
            _note(session, row, is_change=True)
        for row in session.deleted:
            _note(session, row, is_change=False)


@event.listens_for(VersionedSession, "do_orm_execute")
def _note_statement(state: ORMExecuteState) -> None:
    """Note what has no article of its own: badges of staff, and the look of sites."""
    if state.is_select:
        return
    table = getattr(state.statement, "table", None)
    if table is not None and table.name in ("role_grant", "site"):
        _noted(state.session).all_sites = True


@event.listens_for(VersionedSession, "before_commit")
def _raise(session: Session) -> None:
    if session.in_nested_transaction():
        return
    session.flush()
    noted: _Noted | None = session.info.pop(_NOTED, None)
    if noted is None:
        return
    noted.articles -= noted.raised
    if noted.articles or noted.authors:
        _raise_articles(session, noted)
    if noted.sites or noted.all_sites:
        raised = update(Site).values(version=Site.version + 1)
        if not noted.all_sites:
            raised = raised.where(Site.id.in_(sorted(noted.sites)))
        session.connection().execute(raised)


@event.listens_for(VersionedSession, "after_rollback")
def _forget(session: Session) -> None:
    session.info.pop(_NOTED, None)


def _raise_articles(session: Session, noted: _Noted) -> None:
    conditions = []
    if noted.articles:
        conditions.append(Article.id.in_(sorted(noted.articles)))
    if noted.authors:
        theirs = select(Comment.article_id).where(Comment.author_id.in_(noted.authors))
        conditions.append(Article.id.in_(theirs))
    session.connection().execute(
        update(Article).where(or_(*conditions)).values(version=Article.version + 1)
    )


def _note(session: Session, row: object, *, is_change: bool) -> None:
    match row:
        case Comment() if _is_shown(row) and (
            not is_change or _changed(row) & _SHOWN_OF_COMMENT
        ):
            _noted(session).articles.add(row.article_id)
        case ArticleAuthor():
            _noted(session).articles.add(row.article_id)
        case Article() if is_change and _changed(row) - _HIDDEN_OF_ARTICLE:
            _noted(session).articles.add(row.id)
        case Account() if is_change and _changed(row) & _SHOWN_OF_ACCOUNT:
            _noted(session).authors.add(row.id)
        case Site() if is_change and _changed(row) - _HIDDEN_OF_SITE:
            _noted(session).sites.add(row.id)
        case RoleGrant():
            _noted(session).all_sites = True


def _is_shown(comment: Comment) -> bool:
    """Whether a page shows the comment or its placeholder, before or after."""
    state = inspect(comment)
    was = state.attrs.status.history.deleted
    # Not loaded anew: it only depends on the status and on replies, see transitions.
    is_listed = state.dict.get("is_listed", False)
    return Status.PUBLISHED in (comment.status, *was) or is_listed


def _changed(row: Any) -> set[str]:
    state = inspect(row)
    return {
        column.key
        for column in state.mapper.column_attrs
        if state.attrs[column.key].history.has_changes()
    }


def _noted(session: Session) -> _Noted:
    noted: _Noted = session.info.setdefault(_NOTED, _Noted())
    return noted
