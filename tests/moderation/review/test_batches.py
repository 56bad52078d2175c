"""Decide in batches: a range of scores, decided step by step."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select

from auth.core.actor import Actor
from auth.core.errors import InvalidError, NotFoundError
from auth.core.models import Site
from auth.core.permissions import Role
from auth.db.database import Database
from moderation.discussion.models import Comment, Revision
from moderation.discussion.rules import Status
from moderation.intake.worker import Worker
from moderation.policy.rules import CauseKind
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
from tests.calling import Caller, Newsroom

GRAVE = ScoreRange(Label.TOXICITY, 90, 100)
MILD = ScoreRange(Label.TOXICITY, 60, 89)
APPROVE = Ruling(Action.APPROVE)
REJECT = Ruling(Action.REJECT, Reason.HATE)


@dataclass
class Desk:
    """Three grave comments and two mild ones that wait, and two moderators."""

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
    """Have Edith take back the last few of a batch."""
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
def test_a_batch_that_cannot_be_is_refused(
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


def test_a_batch_is_begun_followed_and_done_on_its_pages(called: Newsroom) -> None:
    mo, _ = called.person("Mo", Role.MODERATOR)
    _, ann = called.person("Ann")
    called.comment(ann, "vermin", status=Status.WAITING)
    Worker(called.database, FixedScorer()).run_once()
    score_ranges.forget()
    page = mo.client.get("/queue/batch?label=toxicity&low=90&high=100")
    assert "<strong data-count>1</strong>" in page.get_data(as_text=True)

    place = mo.send(
        "/queue/batch", label="toxicity", low="90", high="100", reject="hate"
    ).location
    mo.send(f"{place}/advance")

    progress = mo.client.get(place).get_data(as_text=True)
    assert "1 rejected." in progress
    assert f"{place}/undo" in progress

    mo.send(f"{place}/undo")

    assert "0 rejected." in mo.client.get(place).get_data(as_text=True)


@pytest.mark.parametrize("query", ["label=dull", "low=x", "low=7&high=3", "high=101"])
def test_a_range_of_garbage_is_refused(called: Newsroom, query: str) -> None:
    mo: Caller = called.person("Mo", Role.MODERATOR)[0]

    assert mo.client.get(f"/queue/batch?{query}").status_code == 422


def posted(called: Newsroom, **scores: dict[Label, float]) -> dict[str, int]:
    """Have Ann post texts that score as given; return the item of each."""
    _, ann = called.person("Ann")
    for text in scores:
        called.comment(ann, text, status=Status.WAITING)
    Worker(called.database, FixedScorer(scores)).run_once()
    score_ranges.forget()
    with called.database.unit_of_work(write=False) as work:
        rows = work.session.execute(
            select(Revision.plain_text, ReviewItem.id).join(
                ReviewItem, ReviewItem.revision_id == Revision.id
            )
        )
        return {text: item_id for text, item_id in rows}  # noqa: C416  A row is no pair to the type checker.


def test_many_at_once_goes_by_the_highest_score_of_all_labels(called: Newsroom) -> None:
    mo, _ = called.person("Mo", Role.MODERATOR)
    posted(called, lamp={Label.THREAT: 0.97}, dull={Label.TOXICITY: 0.6})

    low = mo.client.get("/queue/batch").get_data(as_text=True)
    high = mo.client.get("/queue/batch?low=90&high=100").get_data(as_text=True)

    assert "lamp" not in low
    assert "lamp" in high
    assert "dull" not in high


def test_a_low_score_for_one_label_offers_nothing_that_another_asked_for(
    called: Newsroom,
) -> None:
    mo, _ = called.person("Mo", Role.MODERATOR)
    posted(called, lamp={Label.THREAT: 0.97}, dull={Label.TOXICITY: 0.6})

    path = "/queue/batch?label=toxicity&low=0&high=100"
    page = mo.client.get(path).get_data(as_text=True)

    assert "lamp" not in page
    assert "dull" in page


@pytest.mark.parametrize("cause", score_ranges.ALONE)
def test_what_a_person_asked_for_or_no_score_tells_is_in_no_batch(
    called: Newsroom, cause: CauseKind
) -> None:
    mo, _ = called.person("Mo", Role.MODERATOR)
    items = posted(called, lamp={Label.TOXICITY: 0.97})
    with called.database.unit_of_work(write=True) as work:
        item = work.session.get_one(ReviewItem, items["lamp"])
        item.marks = f"{item.marks}{cause} "

    page = mo.client.get("/queue/batch?low=0&high=100").get_data(as_text=True)

    assert "lamp" not in page


def test_a_row_that_is_unticked_waits_on(called: Newsroom) -> None:
    mo, _ = called.person("Mo", Role.MODERATOR)
    items = posted(called, lamp={Label.THREAT: 0.97}, door={Label.THREAT: 0.96})

    form = {"low": "90", "high": "100", "reject": "threat"}
    place = mo.client.post(
        "/queue/batch",
        data=form
        | {"csrf_token": mo.headers["X-CSRFToken"]}
        | {"shown": list(items.values()), "ticked": [items["door"]]},
    ).location
    mo.send(f"{place}/advance")

    assert "1 rejected." in mo.client.get(place).get_data(as_text=True)
    assert [each["id"] for each in mo.get("/queue").json["items"]] == [items["lamp"]]


def test_many_at_once_starts_from_the_view_at_hand(called: Newsroom) -> None:
    mo, _ = called.person("Mo", Role.MODERATOR)
    posted(called, lamp={Label.THREAT: 0.97}, door={Label.THREAT: 0.96})

    queue = mo.client.get("/queue?text=lamp").get_data(as_text=True)
    found = re.search(r'href="(/queue/batch\?view=[^"]+)"', queue)
    assert found
    path = f"{found[1]}&low=90&high=100"
    page = mo.client.get(path).get_data(as_text=True)

    assert "lamp" in page
    assert "door" not in page
    place = mo.send(
        "/queue/batch", low="90", high="100", reject="threat", view="text=lamp"
    ).location
    assert "Rejecting 1 comment" in mo.client.get(place).get_data(as_text=True)


def test_a_batch_is_found_again_and_undone(called: Newsroom) -> None:
    mo, _ = called.person("Mo", Role.MODERATOR)
    posted(called, lamp={Label.THREAT: 0.97})
    place = mo.send("/queue/batch", low="90", high="100", reject="threat").location
    mo.send(f"{place}/advance")

    page = mo.client.get("/queue/batch").get_data(as_text=True)
    assert re.search(rf'href="{place}">1 rejected</a>', page)
    mo.send(f"{place}/undo")

    assert len(mo.get("/queue").json["items"]) == 1
