"""A slow batch keeps its lease; a classifier that hangs ends its process."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy import select

from auth.db.database import Database
from moderation.discussion.models import Comment, Revision
from moderation.discussion.rules import Status
from moderation.intake.watchdog import Watch
from moderation.intake.worker import Worker
from moderation.scoring.base.errors import ScorerUnavailableError
from moderation.scoring.base.protocol import Scores
from moderation.scoring.runtime.fixed_scorer import FixedScorer
from tests import newsroom

PATIENCE = 10.0


class Slow(FixedScorer):
    """A scorer that waits for an event before it answers."""

    def __init__(self, wait: Callable[[], bool]) -> None:
        super().__init__()
        self._wait = wait

    def score(self, texts: Sequence[str]) -> list[Scores]:
        if not self._wait():
            raise ScorerUnavailableError("It waited in vain.")
        return super().score(texts)


def post(database: Database, now: datetime) -> int:
    with database.unit_of_work(write=True) as work:
        newsroom.ensure_newsroom(work.session, now=now)
        article = newsroom.article(work.session, now=now)
        author = newsroom.person(work.session, "Amina", now=now)
        return newsroom.post(work.session, author, article, "A word.", now=now).id


def lease_until(database: Database) -> datetime | None:
    with database.unit_of_work(write=False) as work:
        return work.session.scalars(select(Revision.lease_until)).one()


def test_the_lease_of_a_slow_batch_is_renewed(
    database: Database, now: datetime
) -> None:
    comment_id = post(database, now)

    def until_renewed() -> bool:
        first, pause = lease_until(database), threading.Event()
        for _ in range(1_000):
            if lease_until(database) != first:
                return True
            pause.wait(PATIENCE / 1_000)
        return False

    watch = Watch(every=0.01, most=100_000)
    Worker(database, Slow(until_renewed), watch=watch).run_once()

    with database.unit_of_work(write=False) as work:
        assert work.session.get_one(Comment, comment_id).status is Status.PUBLISHED


def test_a_classifier_that_hangs_ends_its_process(
    database: Database, now: datetime
) -> None:
    post(database, now)
    ended = threading.Event()

    watch = Watch(every=0.01, most=3, hung=ended.set)
    Worker(database, Slow(lambda: ended.wait(PATIENCE)), watch=watch).run_once()

    assert ended.is_set()


def test_a_worker_that_answers_in_time_is_left_alone(
    database: Database, now: datetime
) -> None:
    post(database, now)
    ended = threading.Event()

    Worker(database, FixedScorer(), watch=Watch(hung=ended.set)).run_once()

    assert not ended.is_set()
