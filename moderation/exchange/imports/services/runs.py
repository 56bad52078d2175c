"""Begins, continues and ends the run of an import, batch by batch."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from auth.core.errors import NotFoundError
from auth.core.translation import lazy_gettext as _
from auth.db.upserts import take_turn
from moderation.discussion.text import CommentText
from moderation.exchange.imports import articles as staged_articles
from moderation.exchange.imports.acts.batches import ActBatch
from moderation.exchange.imports.formats.records import ImportedAuthor, ImportedThread
from moderation.exchange.imports.models import ImportRun, RunState
from moderation.exchange.imports.options import ImportOptions
from moderation.exchange.imports.services import (
    authors,
    new_comments,
    registering,
    writing,
)
from moderation.exchange.imports.services.authors import Digester
from moderation.exchange.imports.staging import StagedComment, Staging
from moderation.exchange.imports.urls import canonical

BEFORE = "before"
"""Counts comments that an earlier import has stored."""


def begin(
    session: Session,
    *,
    site_id: int,
    source: str,
    file: tuple[str, str],
    options: Mapping[str, Any],
    now: datetime,
) -> ImportRun:
    """Return the run of a file: the one that was interrupted, or else a new one.

    :param file: its name and its SHA-256.
    """
    name, sha256 = file
    interrupted = session.scalar(
        select(ImportRun)
        .where(
            ImportRun.site_id == site_id,
            ImportRun.source == source,
            ImportRun.file_sha256 == sha256,
            ImportRun.state == RunState.RUNNING,
        )
        .order_by(ImportRun.id.desc())
        .limit(1)
    )
    if interrupted is not None:
        return interrupted
    run = ImportRun(
        site_id=site_id,
        source=source,
        file_name=name,
        file_sha256=sha256,
        options=dict(options),
        counts={},
        state=RunState.RUNNING,
        started_at=now,
    )
    session.add(run)
    session.flush()
    return run


def get(session: Session, run_id: int) -> ImportRun:
    """Return a run.

    :raises NotFoundError: if there is none with this number.
    """
    run = session.get(ImportRun, run_id)
    if run is None:
        raise NotFoundError(_("There is no import with this number."))
    return run


def all_runs(session: Session) -> Sequence[ImportRun]:
    """Return every run, the newest first."""
    return session.scalars(select(ImportRun).order_by(ImportRun.id.desc())).all()


def new_texts(
    session: Session, batch: Sequence[StagedComment], *, run_id: int
) -> dict[str, CommentText]:
    """Return the texts of those comments of a batch that are not known yet.

    To read them takes time, so it is done before the transaction that stores them.
    """
    run = get(session, run_id)
    there = writing.known(session, run, [each.source_id for each in batch])
    return _read(each for each in batch if each.source_id not in there)


def _read(comments: Iterable[StagedComment]) -> dict[str, CommentText]:
    return {each.source_id: new_comments.read_text(each) for each in comments}


def store_batch(
    session: Session,
    staging: Staging,
    batch: Sequence[StagedComment],
    *,
    run_id: int,
    read: dict[str, CommentText],
    digester: Digester,
    options: ImportOptions,
    now: datetime,
) -> Counter[str]:
    """Store those comments of a batch that are not known yet.

    :param read: the texts of :func:`new_texts`. One that is missing is read now.
    :returns: how many, by status; and how many were imported before.
    """
    take_turn(session, "import")
    run = get(session, run_id)
    there = writing.known(session, run, [each.source_id for each in batch])
    fresh = [each for each in batch if each.source_id not in there]
    stored = Counter({BEFORE: len(there)}) if there else Counter[str]()
    if fresh:
        people = authors_named(staging, {each.author_id for each in fresh})
        accounts = authors.accounts_of(
            session,
            people,
            run=run,
            digester=digester,
            options=options,
            now=now,
        )
        stored += writing.store(
            session,
            fresh,
            run=run,
            read=read | _read(each for each in fresh if each.source_id not in read),
            articles=_articles_of(session, staging, fresh, run=run, now=now),
            accounts={key: each for key, each in accounts.items() if key},
            nobody_id=accounts[authors.NOBODY.source_id],
            opens_reported=options.keeps_pending,
            now=now,
        )
    run.counts = dict(Counter(run.counts) + stored)
    return stored


def finish(session: Session, run_id: int, *, now: datetime) -> ImportRun:
    """Mark a run as done, and return it."""
    run = get(session, run_id)
    run.state, run.finished_at = RunState.DONE, now
    return run


def mark_undone(session: Session, run_id: int, *, now: datetime) -> None:
    """Mark a run as taken back."""
    run = get(session, run_id)
    run.state, run.finished_at = RunState.UNDONE, now


def store_acts(
    session: Session,
    staging: Staging,
    batch: ActBatch,
    *,
    run_id: int,
    digester: Digester,
    options: ImportOptions,
    now: datetime,
) -> Counter[str]:
    """Store a batch of recommendations, or of sanctions, that are not known yet."""
    take_turn(session, "import")
    run = get(session, run_id)
    fresh = batch.fresh(session, run, now=now)
    accounts = authors.accounts_of(
        session,
        authors_named(staging, {each.author_id for each in fresh.values()}),
        run=run,
        digester=digester,
        options=options,
        now=now,
    )
    stored = batch.store(session, run, fresh, accounts=accounts, now=now)
    run.counts = dict(Counter(run.counts) + stored)
    return stored


def authors_named(staging: Staging, ids: Collection[str]) -> list[ImportedAuthor]:
    """Return some authors of the file, and the one of placeholders."""
    wanted = set(ids) - {""}
    marks = ", ".join("?" * len(wanted))
    rows = staging.run(
        f"SELECT id, name, email, password FROM author WHERE id IN ({marks})",  # noqa: S608  Marks alone.
        [*wanted],
    )
    return [authors.NOBODY, *(ImportedAuthor(*row) for row in rows)]


def _articles_of(
    session: Session,
    staging: Staging,
    comments: Sequence[StagedComment],
    *,
    run: ImportRun,
    now: datetime,
) -> dict[str, int]:
    """Return the article of each thread, creating those that are missing.

    Several threads of a source may be about the same page. They share its article.
    """
    articles = {}
    wanted = list(dict.fromkeys(each.thread_id for each in comments))
    there = registering.known(session, run, wanted)
    registrar = registering.Registrar(session, run, there, now)
    for thread_id in wanted:
        url, title, key, created, facts, known_id = staging.run(
            "SELECT url, title, key, created, facts, article FROM thread WHERE id = ?",
            (thread_id,),
        ).fetchone()
        created_at = datetime.fromtimestamp(created, now.tzinfo) if created else None
        thread = ImportedThread(thread_id, url, title, key, created_at, facts)
        known_id = known_id or staged_articles.known(staging, url)
        article_id = registrar.article_of(thread, known_id)
        if article_id is not None:
            articles[thread_id] = article_id
            if known_id is None and canonical(url):
                staged_articles.add(staging, article_id=article_id, url=url, key=key)
    registrar.close()
    return articles
