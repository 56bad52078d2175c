"""A long queue, a comment that kills its worker, and a worker with no connection."""

from __future__ import annotations

import tracemalloc
from collections.abc import Sequence
from datetime import UTC, datetime

import pytest
from sqlalchemy import func, insert, select, update
from sqlalchemy.pool import QueuePool

from auth.db.database import Database
from moderation.discussion.models import Article, Comment, Revision
from moderation.discussion.rules import ScoringState, Status
from moderation.event_table import open_database
from moderation.intake.assessing import prepare
from moderation.intake.worker import LEAST_AT_ONCE, Worker
from moderation.platform import leases
from moderation.policy.models import Score, Verdict
from moderation.scoring.base.protocol import Scores
from moderation.scoring.runtime.fixed_scorer import FixedScorer
from tests import newsroom
from tests.conftest import empty
from tests.faults.dying import died_at_work

pytestmark = pytest.mark.fault

LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
READY = Revision.scoring_state == ScoringState.WAITING
BACKLOG = 2_000
LONG_TEXT = "Let the lorries through. " * 200
MEBIBYTE = 1 << 20


class Next(FixedScorer):
    """The next version."""

    version = "fixed-2"


class Counting(FixedScorer):
    """A classifier that records the size of each call."""

    def __init__(self) -> None:
        super().__init__()
        self.handed: list[int] = []

    def score(self, texts: Sequence[str]) -> list[Scores]:
        self.handed.append(len(texts))
        return super().score(texts)


def post(database: Database, now: datetime, *texts: str) -> list[int]:
    """Post *texts* in a new newsroom; return the ids of their comments."""
    with database.unit_of_work(write=True) as work:
        newsroom.ensure_newsroom(work.session, now=now)
        newsroom.article(work.session, now=now)
        author = newsroom.person(work.session, "Amina", now=now)
        article = work.session.scalars(select(Article)).one()
        return [
            newsroom.post(work.session, author, article, text, now=now).id
            for text in texts
        ]


def let_leases_run_out(database: Database) -> None:
    with database.unit_of_work(write=True) as work:
        work.session.execute(update(Revision).values(lease_until=LONG_AGO))


def test_a_comment_that_kills_its_worker_goes_to_the_fallback_and_takes_no_other_along(
    database: Database, now: datetime
) -> None:
    ids = post(database, now, "Calm.", "Some poison.", "Calmer.")
    url = database.url.render_as_string(hide_password=False)

    deaths = 0
    while died_at_work(url):
        deaths += 1
        assert deaths <= 8, "the comment is tried for ever"
        let_leases_run_out(database)

    with database.unit_of_work(write=False) as work:
        in_effect = select(Verdict).where(Verdict.superseded_at.is_(None))
        causes = {
            verdict.comment_id: [cause["kind"] for cause in verdict.causes]
            for verdict in work.session.scalars(in_effect)
        }
        statuses = work.session.scalars(select(Comment.status)).all()
    assert causes == {ids[0]: [], ids[1]: ["unscored"], ids[2]: []}
    assert set(statuses) == {Status.PUBLISHED}
    assert deaths <= 3


def test_a_long_queue_is_taken_oldest_first_and_a_few_at_a_time(
    database: Database, now: datetime
) -> None:
    post(database, now, LONG_TEXT)
    with database.unit_of_work(write=True) as work:
        columns = Revision.__table__.columns
        first = work.session.execute(select(*columns)).mappings().one()
        rest = [
            {**first, "id": first["id"] + number, "number": 1 + number}
            for number in range(1, BACKLOG)
        ]
        work.session.execute(insert(Revision), rest)
    del rest
    scorer = Counting()

    prepare()
    tracemalloc.start()
    Worker(database, scorer).run_once()
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    taken: list[int] = []
    with database.unit_of_work(write=True) as work:
        while ids := leases.claim(work.session, Revision, READY, now=now).ids:
            assert len(ids) <= leases.MOST_AT_ONCE
            taken += ids

    assert scorer.handed == [leases.MOST_AT_ONCE]
    assert most < 5 * MEBIBYTE, "the texts that wait are ten"
    assert taken == sorted(taken)
    assert len(taken) == BACKLOG - leases.MOST_AT_ONCE


def test_a_new_version_of_the_classifier_goes_on_where_the_old_one_stopped(
    database: Database, now: datetime
) -> None:
    share = LEAST_AT_ONCE
    ids = post(database, now, *(f"Word {number}." for number in range(2 * share)))
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
    assert versions == [FixedScorer.version] * share + [Next.version] * share


def test_a_worker_that_gets_no_connection_waits_and_goes_on_once_there_is_one(
    postgresql_database: Database, now: datetime
) -> None:
    empty(postgresql_database)
    post(postgresql_database, now, "A word.")
    narrow = open_database(
        postgresql_database.url.render_as_string(hide_password=False)
    )
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
