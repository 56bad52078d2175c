"""Announces uploaded files, and moves them from one state to the next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, select, true, update
from sqlalchemy.orm import Session

from auth.core.errors import ConflictError, NotFoundError
from auth.core.translation import lazy_gettext as _
from moderation.exchange.imports.inputs import BeginUpload, JobAct
from moderation.exchange.imports.models import ImportJob, JobState
from moderation.exchange.imports.options import ImportOptions
from moderation.exchange.imports.urls import read_map
from moderation.platform import leases
from moderation.platform.leases import Claim

FOR_CHORE = (JobState.READING, JobState.IMPORTING, JobState.UNDOING)
"""States in which a chore works on the file."""

NEED_FILE = (JobState.READING, JobState.IMPORTING)
"""States of work that needs the file. To take an import back needs none."""

MISSING_FOR = timedelta(minutes=15)
"""How long a file can lie on a machine that is down, until it counts as gone."""

MOST_ATTEMPTS = 5
LEASE = timedelta(minutes=5)
"""Longer than reading the largest upload takes."""

STEPS: dict[JobAct, tuple[frozenset[JobState], JobState]] = {
    JobAct.READ: (frozenset({JobState.RECEIVING}), JobState.READING),
    JobAct.IMPORT: (frozenset({JobState.PLANNED}), JobState.IMPORTING),
    JobAct.UNDO: (frozenset({JobState.DONE, JobState.FAILED}), JobState.UNDOING),
}
"""From which states an admin's act leads to which. To discard is not among them."""

DISCARDED = frozenset(
    {
        *(JobState.RECEIVING, JobState.READING, JobState.PLANNED),
        *(JobState.FAILED, JobState.UNDONE),
    }
)
"""States in which a file can be discarded, unless :func:`may_undo`."""


def begin(
    session: Session,
    change: BeginUpload,
    *,
    site_id: int,
    account_id: int,
    now: datetime,
) -> ImportJob:
    """Announce a file whose parts follow.

    :raises InvalidError: if a line of the map is no rule, or the options contradict
        each other.
    """
    options = _options(change)
    options_of(options, latest=now)
    job = ImportJob(
        site_id=site_id,
        account_id=account_id,
        source=change.source,
        file_name=change.file_name[:200],
        options=options,
        state=JobState.RECEIVING,
        plan=[],
        created_at=now,
    )
    session.add(job)
    session.flush()
    return job


def _options(change: BeginUpload) -> dict[str, Any]:
    return {
        "keeps_spam": change.keeps_spam,
        "keeps_pending": not change.skips_pending,
        "creates_articles": not change.known_articles,
        "legal_basis": change.legal_basis.strip(),
        "keeps_passwords": change.keeps_passwords,
        "article_map": change.article_map,
        # Processes of the former version do not know this option.
        **({"keeps_sanctions": True} if change.keeps_sanctions else {}),
    }


def options_of(stored: Mapping[str, Any], *, latest: datetime) -> ImportOptions:
    """Return the options that the admin chose, as a job keeps them.

    :param latest: when the file was written.
    :raises InvalidError: if they contradict each other, or a line of the map is no
        rule.
    """
    chosen = dict(stored)
    rules = read_map(str(chosen.pop("article_map", "")).splitlines())
    return ImportOptions(latest=latest, article_map=rules, **chosen)


def get(session: Session, job_id: int, *, site_id: int) -> ImportJob:
    """Return the job of a site with this number.

    :raises NotFoundError: if there is none.
    """
    job = session.get(ImportJob, job_id)
    return _found(job if job and job.site_id == site_id else None)


def _found(job: ImportJob | None) -> ImportJob:
    if job is None:
        raise NotFoundError(_("There is no such import."))
    return job


def newest(session: Session, *, site_id: int, limit: int = 50) -> Sequence[ImportJob]:
    """Return the jobs of a site, the newest first."""
    return session.scalars(
        select(ImportJob)
        .where(ImportJob.site_id == site_id)
        .order_by(ImportJob.id.desc())
        .limit(limit)
    ).all()


def act(session: Session, job: ImportJob, chosen: JobAct) -> None:
    """Hand a job to the chore that does what an admin has chosen.

    :raises ConflictError: if the job is in another state, or somebody was faster.
    """
    before, after = STEPS[chosen]
    moved: Any = session.execute(
        update(ImportJob)
        .where(
            ImportJob.id == job.id,
            ImportJob.state.in_(before),
            # Only what has stored something can be undone.
            ImportJob.run_id.is_not(None) if chosen is JobAct.UNDO else true(),
        )
        .values(state=after, attempts=0, lease_token=None, lease_until=None, error=None)
    )
    if not moved.rowcount:
        raise ConflictError(_("Someone has already decided about this file."))


def discard(session: Session, job: ImportJob) -> None:
    """Forget a job.

    :raises NotFoundError: if another request has removed it.
    :raises ConflictError: if it is being worked on, or can still be undone.
    """
    job = _found(
        session.get(ImportJob, job.id, with_for_update=True, populate_existing=True)
    )
    if not may_discard(job):
        raise ConflictError(_("This import cannot be discarded now."))
    session.delete(job)
    session.flush()


def may_undo(job: ImportJob) -> bool:
    """Whether a job has stored something, all of it or a part, that can be undone."""
    return job.state in STEPS[JobAct.UNDO][0] and job.run_id is not None


def may_discard(job: ImportJob) -> bool:
    """Whether a job can be forgotten, with nothing left that only it could undo."""
    return job.state in DISCARDED and not may_undo(job)


def claim(session: Session, ids: Sequence[int], *, now: datetime) -> Claim:
    """Claim one of the jobs *ids*, which are those whose file this process has."""
    ready = (
        ImportJob.state.in_(FOR_CHORE)
        & ImportJob.id.in_(ids)
        & (ImportJob.attempts < MOST_ATTEMPTS)
    )
    return leases.claim(session, ImportJob, ready, now=now, lease=LEASE, limit=1)


def is_any_given_up(session: Session, *, now: datetime) -> bool:
    """Whether there are jobs for :func:`give_up`."""
    return session.scalar(select(ImportJob.id).where(_tried_too_often(now))) is not None


def give_up(session: Session, *, now: datetime) -> None:
    """End the jobs that were tried too often, and tell the admin."""
    message = _(
        "This was tried several times and failed each time. The server's log has the "
        "details."
    )
    session.execute(
        update(ImportJob)
        .where(_tried_too_often(now))
        .values(state=JobState.FAILED, error=message, lease_token=None)
    )


def _tried_too_often(now: datetime) -> ColumnElement[bool]:
    is_free = ImportJob.lease_until.is_(None) | (ImportJob.lease_until < now)
    return (
        ImportJob.state.in_(FOR_CHORE) & (ImportJob.attempts >= MOST_ATTEMPTS) & is_free
    )


def is_any_missed(session: Session, ids: Sequence[int], *, now: datetime) -> bool:
    """Whether there are jobs for :func:`miss` among *ids*."""
    found = select(ImportJob.id).where(_is_missed(ids, now)).limit(1)
    return session.scalar(found) is not None


def miss(session: Session, ids: Sequence[int], *, now: datetime) -> None:
    """Begin to wait for the process that has the files of *ids*, or end the wait.

    A file that no process has worked on for :data:`MISSING_FOR` is gone, unless its
    process may be busy with another one.
    """
    is_missed = _is_missed(ids, now)
    busy = (
        select(ImportJob.id)
        .where(ImportJob.state.in_(FOR_CHORE), ImportJob.lease_until > now)
        .limit(1)
    )
    if session.scalar(busy) is None:
        message = _("The uploaded file is gone. Please upload it again.")
        session.execute(
            update(ImportJob)
            .where(is_missed, ImportJob.lease_until.is_not(None))
            .values(state=JobState.FAILED, error=message, lease_token=None)
        )
    # The process that has the file can still claim the job at once.
    session.execute(update(ImportJob).where(is_missed).values(lease_until=now))


def _is_missed(ids: Sequence[int], now: datetime) -> ColumnElement[bool]:
    is_due = ImportJob.lease_until.is_(None) | (
        ImportJob.lease_until < now - MISSING_FOR
    )
    return ImportJob.id.in_(ids) & ImportJob.state.in_(NEED_FILE) & is_due


def waiting(session: Session) -> Sequence[ImportJob]:
    """Return the jobs that a chore has to work on."""
    return session.scalars(
        select(ImportJob).where(ImportJob.state.in_(FOR_CHORE)).order_by(ImportJob.id)
    ).all()


def note(session: Session, held: Claim, *, now: datetime, **values: Any) -> bool:
    """Store progress, and keep the claim; return whether it was still held."""
    changed: Any = session.execute(
        update(ImportJob)
        .where(ImportJob.id.in_(held.ids), ImportJob.lease_token == held.token)
        .values({"lease_until": now + LEASE} | values)
    )
    return bool(changed.rowcount)
