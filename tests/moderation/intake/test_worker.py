"""Which comments a worker takes, and for how long they are its own."""

from __future__ import annotations

from datetime import datetime

import pytest

from auth.db.database import Database
from moderation.discussion.models import Revision
from moderation.discussion.rules import ScoringState, Status
from moderation.intake.services import judging
from moderation.intake.worker import Worker, fair_share
from moderation.platform import leases
from moderation.scoring.base.labels import Label
from moderation.scoring.runtime.fixed_scorer import FixedScorer
from tests.moderation.intake.posting import let_leases_run_out, post, status_of


def test_an_unverified_readers_comment_is_not_scored(
    database: Database, now: datetime
) -> None:
    [comment_id] = post(database, now, "A word.", is_verified=False)

    assert Worker(database, FixedScorer()).run_once() == 0

    assert status_of(database, comment_id) is Status.AWAITING_AUTHOR


def test_two_claims_never_share_a_row(database: Database, now: datetime) -> None:
    post(database, now, *(f"Word {number}." for number in range(40)))
    ready = Revision.scoring_state == ScoringState.WAITING

    with database.unit_of_work(write=True) as work:
        first = leases.claim(work.session, Revision, ready, now=now)
    with database.unit_of_work(write=True) as work:
        second = leases.claim(work.session, Revision, ready, now=now)

    assert (len(first.ids), len(second.ids)) == (32, 8)
    assert not set(first.ids) & set(second.ids)


def test_a_late_answer_changes_nothing(database: Database, now: datetime) -> None:
    [comment_id] = post(database, now, "A word.")
    ready = Revision.scoring_state == ScoringState.WAITING
    with database.unit_of_work(write=True) as work:
        late = leases.claim(work.session, Revision, ready, now=now)
    let_leases_run_out(database)
    Worker(database, FixedScorer()).run_once()

    with database.unit_of_work(write=True) as work:
        answer = judging.ScoringResult(
            late.ids[0], dict.fromkeys(Label, 0.99), ("late", "late-1")
        )
        counted = judging.finish(work.session, answer, token=late.token, now=now)

    assert counted is False
    assert status_of(database, comment_id) is Status.PUBLISHED


@pytest.mark.parametrize(
    ("waiting", "share"),
    [(0, 8), (1, 8), (32, 8), (33, 9), (128, 32), (10_000, 32)],
)
def test_a_short_queue_is_shared_among_workers(waiting: int, share: int) -> None:
    assert fair_share(waiting) == share


def test_a_worker_leaves_others_a_part_of_what_waits(
    sqlite_database: Database, now: datetime
) -> None:
    texts = (f"Only one side of number {number} is told." for number in range(20))
    post(sqlite_database, now, *texts)
    worker = Worker(sqlite_database, FixedScorer())

    taken = [worker.run_once() for _ in range(3)]

    assert taken == [8, 8, 4]
