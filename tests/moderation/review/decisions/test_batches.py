"""Batches: a range of scores that is decided step by step."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select

from auth.core.actor import Actor
from auth.core.errors import InvalidError, NotFoundError
from auth.core.models import Site
from auth.core.permissions import Role
from auth.db.database import Database
from moderation.discussion.models import Comment
from moderation.discussion.rules import Status
from moderation.intake.worker import Worker
from moderation.review.decisions.batch_models import Batch
from moderation.review.decisions.dot_plot import DotPlot
from moderation.review.decisions.inputs import BeginBatch, Ruling, UndoDecision
from moderation.review.decisions.services import batches, decisions
from moderation.review.items.models import Decision, ReviewItem
from moderation.review.items.queue_views import DeskContext
from moderation.review.items.rules import Action, Reason
from moderation.review.items.services import claims
from moderation.review.queue.services import score_ranges
from moderation.review.queue.services.score_ranges import ScoreRange
from moderation.running import doctor
from moderation.scoring.base.labels import Label
from moderation.scoring.runtime.fixed_scorer import FixedScorer
from tests import newsroom

GRAVE = ScoreRange(Label.TOXICITY, 90, 100)
MILD = ScoreRange(Label.TOXICITY, 60, 89)
APPROVE = Ruling(Action.APPROVE)
REJECT = Ruling(Action.REJECT, Reason.HATE)


@dataclass
class Desk:
    """Three harmful and two mild comments that wait, and two moderators."""

    database: Database
    edith: Actor
    samuel: Actor
    site_id: int
    now: datetime

    def desk_context(self, who: Actor, later: timedelta = timedelta()) -> DeskContext:
        return DeskContext(self.site_id, who.account_id, self.now + later)

    def begin(self, score_range: ScoreRange, ruling: Ruling) -> int:
        with self.database.unit_of_work(write=True) as work:
            return batches.begin(
                work.session,
                BeginBatch(ruling.action, ruling.reason, score_range=score_range),
                context=self.desk_context(self.edith),
            ).id

    def advance(self, batch_id: int, step: int = 50) -> tuple[int, dict[str, int]]:
        with self.database.unit_of_work(write=True) as work:
            batch = batches.advance(
                work.session,
                context=self.desk_context(self.edith),
                batch_id=batch_id,
                step=step,
            )
            return batch.done, dict(batch.refused)

    def count(self, status: Status) -> int:
        with self.database.unit_of_work(write=False) as work:
            query = select(func.count()).where(Comment.status == status)
            return work.session.scalar(query.select_from(Comment)) or 0


@pytest.fixture
def desk(database: Database, now: datetime) -> Desk:
    with database.unit_of_work(write=True) as work:
        session = work.session
        newsroom.ensure_newsroom(session, now=now)
        article = newsroom.article(session, now=now)
        author = newsroom.person(session, "Red Scarf", now=now)
        edith = newsroom.person(session, "Edith", now=now, role=Role.MODERATOR)
        samuel = newsroom.person(session, "Samuel", now=now, role=Role.MODERATOR)
        for number in range(3):
            newsroom.post(session, author, article, f"vermin {number}", now=now)
        for number in range(2):
            newsroom.post(session, author, article, f"idiot {number}", now=now)
        site_id = session.scalars(select(Site.id)).one()
    Worker(database, FixedScorer()).run_once()
    # Each test reads its own newsroom, not what another has counted.
    score_ranges.forget()
    return Desk(database, edith, samuel, site_id, now)


def test_the_histogram_counts_what_waits_by_hundredths(desk: Desk) -> None:
    with desk.database.unit_of_work(write=False) as work:
        counts = score_ranges.histogram(
            work.session, context=desk.desk_context(desk.edith), score_range=GRAVE
        )

    assert {place: count for place, count in enumerate(counts) if count} == {
        70: 2,
        97: 3,
    }


@pytest.mark.parametrize(("seconds", "total"), [(9, 5), (11, 2)])
def test_the_histogram_is_counted_anew_every_ten_seconds(
    desk: Desk, seconds: int, total: int
) -> None:
    def look(later: timedelta) -> int:
        with desk.database.unit_of_work(write=False) as work:
            context = desk.desk_context(desk.edith, later)
            return sum(
                score_ranges.histogram(work.session, context=context, score_range=GRAVE)
            )

    look(timedelta())
    desk.advance(desk.begin(GRAVE, REJECT))

    assert look(timedelta(seconds=seconds)) == total


def test_a_batch_decides_its_range_and_leaves_the_rest(desk: Desk) -> None:
    done, refused = desk.advance(desk.begin(GRAVE, REJECT))

    assert (done, refused) == (3, {})
    assert desk.count(Status.REJECTED) == 3
    with desk.database.unit_of_work(write=False) as work:
        assert len(work.session.scalars(select(Decision.id)).all()) == 3
        assert work.session.scalars(select(Batch.stopped_at)).one() is not None
        assert set(doctor.recount(work.session).values()) == {0}


def test_a_batch_goes_on_where_it_was_left(desk: Desk) -> None:
    batch_id = desk.begin(GRAVE, REJECT)

    assert [desk.advance(batch_id, 2)[0] for _ in range(3)] == [2, 3, 3]


def test_a_stopped_batch_decides_no_more(desk: Desk) -> None:
    batch_id = desk.begin(GRAVE, REJECT)
    desk.advance(batch_id, 1)
    with desk.database.unit_of_work(write=True) as work:
        batches.stop(
            work.session, context=desk.desk_context(desk.edith), batch_id=batch_id
        )

    assert desk.advance(batch_id)[0] == 1
    assert desk.count(Status.REJECTED) == 1


def undo(desk: Desk, batch_id: int, step: int = 50) -> tuple[int, dict[str, int]]:
    """Undo the last few decisions of a batch as Edith."""
    with desk.database.unit_of_work(write=True) as work:
        batch = batches.undo(
            work.session,
            context=desk.desk_context(desk.edith),
            batch_id=batch_id,
            step=step,
        )
        return batch.done, dict(batch.refused)


def test_a_batch_is_taken_back_step_by_step(desk: Desk) -> None:
    batch_id = desk.begin(GRAVE, REJECT)
    desk.advance(batch_id)

    assert [undo(desk, batch_id, 2)[0] for _ in range(3)] == [1, 0, 0]
    assert desk.count(Status.REJECTED) == 0
    with desk.database.unit_of_work(write=False) as work:
        waiting = select(func.count()).where(ReviewItem.closed_at.is_(None))
        assert work.session.scalar(waiting.select_from(ReviewItem)) == 5
        assert set(doctor.recount(work.session).values()) == {0}


def test_a_batch_that_is_taken_back_decides_no_more(desk: Desk) -> None:
    batch_id = desk.begin(GRAVE, REJECT)
    desk.advance(batch_id, 1)
    undo(desk, batch_id)

    assert desk.advance(batch_id) == (0, {})


def test_what_was_taken_back_by_hand_stays_when_the_batch_is(desk: Desk) -> None:
    batch_id = desk.begin(GRAVE, REJECT)
    desk.advance(batch_id)
    with desk.database.unit_of_work(write=True) as work:
        first = work.session.scalars(select(Decision.id)).first()
        assert first
        decisions.undo(
            work.session,
            UndoDecision(decision_id=first),
            moderator_id=desk.edith.account_id,
            now=desk.now,
        )

    done, refused = undo(desk, batch_id)

    assert (done, sum(refused.values())) == (1, 1)
    assert desk.count(Status.REJECTED) == 0


def test_a_batch_says_what_it_took_back(desk: Desk) -> None:
    batch_id = desk.begin(GRAVE, REJECT)
    desk.advance(batch_id)
    undo(desk, batch_id, 2)

    with desk.database.unit_of_work(write=False) as work:
        context = desk.desk_context(desk.edith)
        batch = batches.get(work.session, context=context, batch_id=batch_id)
        assert (batches.taken_back(batch), batches.undoable(batch)) == (2, 1)


def test_what_another_has_claimed_is_left_and_told_of(desk: Desk) -> None:
    batch_id = desk.begin(MILD, APPROVE)
    with desk.database.unit_of_work(write=True) as work:
        item_id = work.session.scalars(
            select(ReviewItem.id).order_by(ReviewItem.id.desc())
        ).first()
        assert item_id
        claims.claim(
            work.session,
            item_id=item_id,
            moderator_id=desk.samuel.account_id,
            now=desk.now,
        )

    done, refused = desk.advance(batch_id)

    assert done == 1
    assert refused == {"Samuel is looking at this one.": 1}


def test_a_batch_is_its_moderators_own(desk: Desk) -> None:
    batch_id = desk.begin(GRAVE, REJECT)
    with (
        desk.database.unit_of_work(write=True) as work,
        pytest.raises(NotFoundError),
    ):
        batches.advance(
            work.session, context=desk.desk_context(desk.samuel), batch_id=batch_id
        )


@pytest.mark.parametrize(
    ("score_range", "ruling"),
    [
        (ScoreRange(Label.TOXICITY, 0, 1), APPROVE),
        (GRAVE, Ruling(Action.REJECT)),
        (GRAVE, Ruling(Action.ESCALATE)),
    ],
)
def test_an_invalid_batch_is_refused(
    desk: Desk, score_range: ScoreRange, ruling: Ruling
) -> None:
    with pytest.raises(InvalidError):
        desk.begin(score_range, ruling)


@pytest.mark.parametrize(("low", "high"), [(-1, 5), (5, 101), (60, 40)])
def test_a_range_out_of_order_is_refused(low: int, high: int) -> None:
    with pytest.raises(InvalidError):
        ScoreRange(Label.THREAT, low, high)


@pytest.mark.parametrize(
    ("counts", "each", "dots"),
    [([0, 3], 1, 3), ([0, 20], 1, 20), ([1, 40], 2, 21), ([1, 200_000], 10_000, 21)],
)
def test_a_column_has_at_most_twenty_dots(
    counts: list[int], each: int, dots: int
) -> None:
    drawn = DotPlot.of(counts)

    assert (drawn.each, drawn.path.count("M")) == (each, dots)
