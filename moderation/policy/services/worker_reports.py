"""What the processes with a worker say of their classifier."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from auth.db.upserts import find_or_add
from moderation.policy.classifier_models import WorkerReport

LIVE_FOR = timedelta(minutes=3)
"""How long after its last report a worker counts as alive. Loading a classifier that
has to be prepared first delays a report."""

KEPT_FOR = timedelta(days=1)


@dataclass(frozen=True)
class ReportDraft:
    """What a process reports. See :class:`WorkerReport`."""

    process: str
    machine: str
    version: str
    files: Sequence[str]
    trouble: str = ""


def report(session: Session, draft: ReportDraft, *, now: datetime) -> None:
    """Store the report of a process in place of its last one."""
    values = {
        "machine": draft.machine,
        "version": draft.version,
        "files": list(draft.files),
        "trouble": draft.trouble,
        "reported_at": now,
    }
    find_or_add(session, WorkerReport, {"process": draft.process}, values)
    session.execute(
        update(WorkerReport)
        .where(WorkerReport.process == draft.process)
        .values(**values)
        .execution_options(synchronize_session=False)
    )
    session.execute(
        delete(WorkerReport)
        .where(WorkerReport.reported_at < now - KEPT_FOR)
        .execution_options(synchronize_session=False)
    )


def live(session: Session, *, now: datetime) -> Sequence[WorkerReport]:
    """Return the reports of the workers that are alive, by machine."""
    return session.scalars(
        select(WorkerReport)
        .where(WorkerReport.reported_at > now - LIVE_FOR)
        .order_by(WorkerReport.machine, WorkerReport.process)
    ).all()
