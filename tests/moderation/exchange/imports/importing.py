"""Imports a file into a small newsroom, as the command does."""

from __future__ import annotations

import zipfile
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select

from auth.core.models import Account, Site
from auth.db.database import Database
from moderation.discussion.models import Article, Comment, Revision
from moderation.discussion.rules import Status
from moderation.exchange.imports import running
from moderation.exchange.imports.models import ImportRun
from moderation.exchange.imports.options import ImportOptions
from moderation.exchange.imports.plans import ImportPlan
from moderation.exchange.imports.running import ImportFile
from moderation.exchange.imports.services.authors import Digester
from moderation.running.doctor import recount
from tests import newsroom
from tests.newsroom import ensure_newsroom

LATEST = datetime(2026, 11, 1, tzinfo=UTC)
DIGESTER = Digester("a secret of this installation only")


def found(database: Database) -> int:
    """Found a newsroom, and return its site."""
    with database.unit_of_work(write=True) as work:
        return ensure_newsroom(work.session, now=work.now).id


def plan(
    database: Database, path: Path, source: str = "disqus", **options: Any
) -> ImportPlan:
    """Return the plan for a file."""
    file, chosen = _file(database, path, source), _options(options)
    with running.read_file(database, file, chosen) as (_, found_plan):
        return found_plan


def take_over(
    database: Database, path: Path, source: str = "disqus", **options: Any
) -> Counter[str]:
    """Import a file, and return the counts. All counters are right afterwards."""
    file, chosen = _file(database, path, source), _options(options)
    with running.read_file(database, file, chosen) as (staging, _):
        report = running.store(database, staging, file, chosen, digester=DIGESTER)
    with database.unit_of_work(write=False) as work:
        assert set(recount(work.session).values()) == {0}
    return report.counts


def archive(path: Path) -> zipfile.ZipFile:
    """Open a new ZIP archive that compresses what is put into it."""
    return zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED)


def undo_last(database: Database) -> int:
    """Take the newest import back, and return how many comments went."""
    report = running.undo(database, max(each.id for each in rows(database, ImportRun)))
    with database.unit_of_work(write=False) as work:
        assert set(recount(work.session).values()) == {0}
    return report.removed


def answer(database: Database) -> None:
    """Reply to the one imported reply, after an editor opened its article."""
    with database.unit_of_work(write=True) as work:
        above = work.session.scalars(
            select(Comment).where(Comment.parent_id.is_not(None))
        ).one()
        article = work.session.get_one(Article, above.article_id)
        article.closed_at = None
        author = newsroom.person(work.session, "Ruth Calder", now=work.now)
        newsroom.post(work.session, author, article, "Ours", now=work.now, parent=above)


def tree(database: Database) -> dict[str, str | None]:
    """Return the text of each comment, and of the one above it."""
    with database.unit_of_work(write=False) as work:
        rows = work.session.execute(
            select(Comment.id, Comment.parent_id, Revision.plain_text)
            .join(Revision, Revision.comment_id == Comment.id)
            .order_by(Comment.id)
        ).all()
    of = {row.id: row.plain_text for row in rows}
    return {row.plain_text: of.get(row.parent_id) for row in rows}


def statuses(database: Database) -> dict[str, Status]:
    """Return the status of each comment by its text."""
    with database.unit_of_work(write=False) as work:
        rows = work.session.execute(
            select(Revision.plain_text, Comment.status).join(
                Revision, Revision.comment_id == Comment.id
            )
        ).all()
    return {row.plain_text: row.status for row in rows}


def names(database: Database) -> list[str]:
    """Return the name of each comment's author, in the order of the comments."""
    with database.unit_of_work(write=False) as work:
        query = (
            select(Account.display_name)
            .join(Comment, Comment.author_id == Account.id)
            .order_by(Comment.id)
        )
        return list(work.session.scalars(query))


def rows(database: Database, table: Any) -> list[Any]:
    """Return every row of *table*."""
    with database.unit_of_work(write=False) as work:
        found_rows = list(work.session.scalars(select(table).order_by(table.id)))
        work.session.expunge_all()
        return found_rows


def articles(database: Database) -> list[tuple[str, str, bool]]:
    """Return key and address of each article, and whether it is open."""
    return [
        (each.key, each.url, each.closed_at is None) for each in rows(database, Article)
    ]


def _file(database: Database, path: Path, source: str) -> ImportFile:
    with database.unit_of_work(write=False) as work:
        site_id = work.session.scalars(select(Site.id)).one()
    return ImportFile(path, source, site_id)


def _options(options: dict[str, Any]) -> ImportOptions:
    return ImportOptions(**({"latest": LATEST} | options))
