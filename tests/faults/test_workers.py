"""Workers that claim at the same moment, and workers that nobody wakes."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from auth.db.database import Database
from moderation.discussion.models import Article, Comment, Revision
from moderation.discussion.rules import ScoringState, Status
from moderation.intake.worker import Worker
from moderation.platform import leases
from moderation.scoring.runtime.fixed_scorer import FixedScorer
from tests import newsroom
from tests.conftest import empty

READY = Revision.scoring_state == ScoringState.WAITING


def post(database: Database, now: datetime, count: int) -> None:
    with database.unit_of_work(write=True) as work:
        newsroom.ensure_newsroom(work.session, now=now)
        newsroom.article(work.session, now=now)
        author = newsroom.person(work.session, "Amina", now=now)
        article = work.session.scalars(select(Article)).one()
        for number in range(count):
            newsroom.post(work.session, author, article, f"Word {number}.", now=now)


def test_two_workers_at_the_same_instant_take_no_text_twice_and_do_not_wait(
    postgresql_database: Database, now: datetime
) -> None:
    database = postgresql_database
    empty(database)
    post(database, now, 40)

    with (
        database.unit_of_work(write=True) as one,
        database.unit_of_work(write=True) as other,
    ):
        first = leases.claim(one.session, Revision, READY, now=now)
        second = leases.claim(other.session, Revision, READY, now=now)

    assert (len(first.ids), len(second.ids)) == (32, 8)
    assert not set(first.ids) & set(second.ids)


def test_a_worker_that_nobody_wakes_finds_what_waits_by_looking(
    database: Database, now: datetime
) -> None:
    looks = iter(range(5))

    def goes_on() -> bool:
        look = next(looks, None)
        if look == 2:
            post(database, now, 1)
        return look is not None

    Worker(database, FixedScorer(), poll_seconds=0.01).run(goes_on)

    with database.unit_of_work(write=False) as work:
        statuses = work.session.scalars(select(Comment.status)).all()
    assert statuses == [Status.PUBLISHED]
