"""Comments that wait for a worker, and what becomes of them."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import update

from auth.db.database import Database
from moderation.discussion.models import Comment, Revision
from moderation.discussion.rules import Status
from moderation.intake.worker import Worker
from tests import newsroom

LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


def post(
    database: Database,
    now: datetime,
    *texts: str,
    subjects: tuple[str, ...] = (),
    is_verified: bool = True,
) -> list[int]:
    """Post comments of one reader; return their ids."""
    with database.unit_of_work(write=True) as work:
        newsroom.ensure_newsroom(work.session, now=now)
        article = newsroom.article(work.session, now=now, subjects=subjects)
        author = newsroom.person(
            work.session, "Amina", now=now, is_verified=is_verified
        )
        return [
            newsroom.post(work.session, author, article, text, now=now).id
            for text in texts
        ]


def status_of(database: Database, comment_id: int) -> Status:
    """Return the status of a comment."""
    with database.unit_of_work(write=False) as work:
        return work.session.get_one(Comment, comment_id).status


def let_leases_run_out(database: Database) -> None:
    """Let all leases be over, as if time had passed."""
    with database.unit_of_work(write=True) as work:
        work.session.execute(update(Revision).values(lease_until=LONG_AGO))


def work_off(database: Database, worker: Worker) -> None:
    """Let a worker work until nothing waits."""
    for _ in range(8):
        worker.run_once()
        let_leases_run_out(database)
