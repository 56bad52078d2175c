"""A queue that outlives its classifier's version, and a worker with no connection."""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy import func, select
from sqlalchemy.pool import QueuePool

from auth.database import Database
from moderation.discussion.models import Article, Comment
from moderation.discussion.rules import Status
from moderation.intake.worker import Worker
from moderation.policy.models import Score, Verdict
from moderation.scoring.fixed import FixedScorer
from tests import newsroom
from tests.conftest import empty

pytestmark = pytest.mark.fault


class Next(FixedScorer):
    """The version that comes after."""

    version = "fixed-2"


def post(database: Database, now: datetime, *texts: str) -> list[int]:
    """Post *texts* in a new newsroom; return the numbers of their comments."""
    with database.unit_of_work(write=True) as work:
        newsroom.found(work.session, now=now)
        newsroom.article(work.session, now=now)
        author = newsroom.person(work.session, "Amina", now=now)
        article = work.session.scalars(select(Article)).one()
        return [
            newsroom.post(work.session, author, article, text, now=now).id
            for text in texts
        ]


def test_a_new_version_of_the_classifier_goes_on_where_the_old_one_stopped(
    database: Database, now: datetime
) -> None:
    ids = post(database, now, *(f"Word {number}." for number in range(36)))
    old, new = Worker(database, FixedScorer()), Worker(database, Next())

    old.run_once()
    new.run_once()

    with database.unit_of_work(write=False) as work:
        judged = work.session.execute(
            select(Verdict.comment_id, Score.model_version)
            .join(Score, Score.id == Verdict.score_id)
            .order_by(Verdict.id)
        ).all()
    assert [comment_id for comment_id, _ in judged] == ids
    versions = [version for _, version in judged]
    assert versions == [FixedScorer.version] * 32 + [Next.version] * 4


def test_a_worker_that_gets_no_connection_waits_and_goes_on_once_there_is_one(
    postgresql_database: Database, now: datetime
) -> None:
    empty(postgresql_database)
    post(postgresql_database, now, "A word.")
    narrow = Database(postgresql_database.url.render_as_string(hide_password=False))
    narrow.engine = narrow.new_engine(
        poolclass=QueuePool, pool_size=1, max_overflow=0, pool_timeout=0.01
    )
    taken = narrow.engine.connect()
    looks = iter(range(5))

    def goes_on() -> bool:
        look = next(looks, None)
        if look == 3:
            taken.close()
        return look is not None

    Worker(narrow, FixedScorer(), poll_seconds=0.01).run(goes_on)

    narrow.dispose()
    with postgresql_database.unit_of_work(write=False) as work:
        assert work.session.scalars(select(Comment.status)).all() == [Status.PUBLISHED]
        assert work.session.scalar(select(func.count(Verdict.id))) == 1
