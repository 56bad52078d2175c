"""Checks a database: its version, its integrity and its counters."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import Session, aliased

from auth.db.database import Database, sqlite_module
from moderation.community.models import Reaction
from moderation.discussion.models import Article, Comment
from moderation.discussion.rules import Status
from moderation.policy.services import classifiers
from moderation.privacy.ledger import Ledger
from moderation.running import restored

FIXED_IN = (3, 51, 3)
BACKPORTED = {(3, 44): 6, (3, 50): 7}


def is_safe(version: tuple[int, int, int]) -> bool:
    """Whether this version of SQLite is safe for a WAL database with several writers.

    Versions from 3.7.0 on may corrupt it if a checkpoint races with a reset of the log.
    This is fixed in 3.51.3, and for older lines in 3.50.7 and 3.44.6.
    """
    patch = BACKPORTED.get(version[:2])
    return version >= FIXED_IN or (patch is not None and version[2] >= patch)


def examine(
    database: Database,
    *,
    repair: bool = False,
    ledger: Ledger | None = None,
    configured: str = "",
) -> Iterator[str]:
    """Yield the findings about *database*, one line each.

    :param ledger: the ledger of erasures to compare it with.
    :param configured: how versions of the classifier that the settings name begin.
    """
    if database.is_sqlite:
        version = sqlite_module().sqlite_version_info
        words = ".".join(map(str, version))
        good = "fixed" if is_safe(version) else "AFFECTED by the WAL-reset fault"
        yield f"SQLite {words}: {good}"
        with database.engine.connect() as connection:
            result = connection.exec_driver_sql("PRAGMA integrity_check").scalar()
        yield f"integrity: {result}"
    with database.unit_of_work(write=repair) as work:
        wrong = recount(work.session, repair=repair)
    verb = "repaired" if repair else "wrong"
    for name, count in wrong.items():
        yield f"{name}: {count} {verb if count else 'wrong'}"
    yield from own_classifiers(database, configured)
    if ledger is not None:
        state = restored.state_of(database, ledger)
        yield f"erasures: {state.written} in the ledger, {state.missing} missing there"
        findings = (restored.refusal_of(state), restored.warning_of(state))
        yield from filter(None, findings)


def own_classifiers(database: Database, configured: str) -> Iterator[str]:
    """Yield the own classifiers that were learned from another than *configured*."""
    with database.unit_of_work(write=False) as work:
        for each in classifiers.outdated(work.session, configured):
            yield (
                f"classifier: {each.name}-{each.sha256[:12]} was learned from"
                f" {each.base}, and the settings name {configured} now. It keeps"
                " working; run `flask --app wsgi model learn --decisions` again."
            )


def recount(session: Session, *, repair: bool = False) -> dict[str, int]:
    """Return, for each counter, the number of rows in which it is wrong."""
    counters = {
        "article.comment_count": (Article.comment_count, _published_in_article()),
        "comment.reply_count": (Comment.reply_count, _published_replies("parent_id")),
        "comment.thread_reply_count": (
            Comment.thread_reply_count,
            _published_replies("thread_id"),
        ),
        "comment.reaction_count": (Comment.reaction_count, _reactions()),
        "comment.is_listed": (Comment.is_listed, _has_something()),
    }
    return {
        name: _compare(session, column, true, repair=repair)
        for name, (column, true) in counters.items()
    }


def _compare(session: Session, column: Any, true: Any, *, repair: bool) -> int:
    table = column.class_
    wrong = session.scalar(
        select(func.count()).select_from(table).where(column != true)
    )
    if repair and wrong:
        session.execute(
            update(table)
            .where(column != true)
            .values({column: true})
            .execution_options(synchronize_session=False)
        )
    return wrong or 0


def _published_in_article() -> Any:
    counted = aliased(Comment)
    return (
        select(func.count())
        .select_from(counted)
        .where(counted.article_id == Article.id, counted.status == Status.PUBLISHED)
        .correlate(Article)
        .scalar_subquery()
    )


def _published_replies(column: str) -> Any:
    counted = aliased(Comment)
    return (
        select(func.count())
        .select_from(counted)
        .where(
            getattr(counted, column) == Comment.id,
            counted.parent_id.is_not(None),
            counted.status == Status.PUBLISHED,
        )
        .correlate(Comment)
        .scalar_subquery()
    )


def _reactions() -> Any:
    return (
        select(func.count(Reaction.id))
        .where(Reaction.comment_id == Comment.id)
        .correlate(Comment)
        .scalar_subquery()
    )


def _has_something() -> Any:
    return or_(
        Comment.status == Status.PUBLISHED,
        Comment.reply_count > 0,
        Comment.thread_reply_count > 0,
    )
