"""Breaks a newsroom's database while people post, and checks what was stored."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event, func, select, text

from auth.db.database import Database
from moderation.discussion.models import Comment, Revision
from moderation.intake.worker import Worker
from moderation.policy.models import Verdict
from moderation.scoring.runtime.fixed_scorer import FixedScorer
from tests.calling import Caller, Newsroom

ARTICLE = "/articles/truce"
SAID = "Let the lorries through."


def post(reader: Caller, said: str = SAID, key: str = "") -> int:
    """Send a comment and return the answer's status: 303 is an acknowledgement."""
    answer = reader.send(f"{ARTICLE}/comments", text=said, idempotency_key=key)
    status: int = answer.status_code
    return status


def stored(house: Newsroom) -> list[str]:
    """Return the stored texts, the oldest first."""
    with house.database.unit_of_work(write=False) as work:
        return list(work.session.scalars(select(Revision.text).order_by(Revision.id)))


def judge(house: Newsroom) -> None:
    worker = Worker(house.database, FixedScorer())
    while worker.run_once():
        pass


def is_whole(house: Newsroom) -> bool:
    """Whether every comment has one verdict in effect, and none shows without one."""
    with house.database.unit_of_work(write=False) as work:
        in_effect = (
            select(func.count(Verdict.id))
            .where(Verdict.comment_id == Comment.id, Verdict.superseded_at.is_(None))
            .scalar_subquery()
        )
        rows = work.session.execute(select(Comment.status, in_effect)).all()
    return all(count == 1 for _, count in rows) and bool(rows)


@contextmanager
def listening(database: Database, name: str, act: Callable[..., Any]) -> Iterator[None]:
    """Call *act* at an event of the engine, within the block."""
    event.listen(database.engine, name, act)
    try:
        yield
    finally:
        event.remove(database.engine, name, act)


def cut_every_connection(database: Database) -> None:
    """Close every other connection to the database, as a server restart does."""
    admin = Database(database.url.render_as_string(hide_password=False))
    with admin.engine.connect() as connection:
        connection.execute(
            text(
                "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        )
    admin.dispose()
