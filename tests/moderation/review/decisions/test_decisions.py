from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from auth.core.actor import Actor
from auth.core.audit import AuditEntry
from auth.core.errors import CeasefireError, ConflictError, ForbiddenError, InvalidError
from auth.core.models import Account
from auth.core.permissions import Role
from auth.db.database import Database
from moderation.discussion.models import Comment
from moderation.discussion.rules import Status
from moderation.discussion.text import read
from moderation.intake.inputs import EditComment
from moderation.intake.services import submission
from moderation.intake.worker import Worker
from moderation.review.decisions.inputs import DecideItem, UndoDecision
from moderation.review.decisions.services import decisions
from moderation.review.items.models import Decision, ReviewItem
from moderation.review.items.queue_views import DeskContext
from moderation.review.items.rules import Action, Reason, ReportReason
from moderation.review.items.services import claims
from moderation.review.queue.services import queue
from moderation.review.reports.inputs import ReportComment
from moderation.review.reports.services import reports
from moderation.running import doctor
from moderation.scoring.runtime.fixed_scorer import FixedScorer
from tests import newsroom


@dataclass
class Desk:
    """A newsroom with one held comment and two moderators."""

    database: Database
    comment_id: int
    item_id: int
    edith: Actor
    samuel: Actor
    reader: Actor

    def decide(
        self,
        who: Actor,
        action: Action,
        now: datetime,
        *,
        reason: Reason | None = Reason.HATE,
        revision_id: int | None = None,
    ) -> None:
        with self.database.unit_of_work(write=True) as work:
            decisions.decide(
                work.session,
                DecideItem(
                    item_id=self.item_id,
                    action=action,
                    reason=reason,
                    note="",
                    revision_id=revision_id,
                ),
                moderator_id=who.account_id,
                now=now,
            )

    def status(self) -> Status:
        with self.database.unit_of_work(write=False) as work:
            return work.session.get_one(Comment, self.comment_id).status


@pytest.fixture
def desk(database: Database, now: datetime) -> Desk:
    with database.unit_of_work(write=True) as work:
        newsroom.ensure_newsroom(work.session, now=now)
        article = newsroom.article(work.session, now=now)
        author = newsroom.person(work.session, "Red Scarf", now=now)
        reader = newsroom.person(work.session, "Amina", now=now)
        edith = newsroom.person(work.session, "Edith", now=now, role=Role.MODERATOR)
        samuel = newsroom.person(work.session, "Samuel", now=now, role=Role.MODERATOR)
        comment = newsroom.post(
            work.session, author, article, "They are vermin.", now=now
        )
        comment_id = comment.id
    Worker(database, FixedScorer()).run_once()
    with database.unit_of_work(write=False) as work:
        item_id = work.session.scalars(select(ReviewItem.id)).one()
    return Desk(database, comment_id, item_id, edith, samuel, reader)


@pytest.mark.parametrize(
    ("action", "expected"),
    [(Action.APPROVE, Status.PUBLISHED), (Action.REJECT, Status.REJECTED)],
)
def test_a_decision_settles_the_comment(
    desk: Desk, now: datetime, action: Action, expected: Status
) -> None:
    desk.decide(desk.edith, action, now)

    assert desk.status() is expected
    with desk.database.unit_of_work(write=False) as work:
        site_id = work.session.get_one(ReviewItem, desk.item_id).site_id
        assert queue.waiting(work.session, context=DeskContext(site_id, 0, now)) == 0
        assert set(doctor.recount(work.session).values()) == {0}
        entry = work.session.scalars(select(AuditEntry)).one()
        assert entry.action == f"review.{action.value}"


def test_a_rejection_needs_a_reason(desk: Desk, now: datetime) -> None:
    with pytest.raises(InvalidError):
        desk.decide(desk.edith, Action.REJECT, now, reason=None)

    assert desk.status() is Status.HELD


def test_the_second_moderator_learns_who_decided(desk: Desk, now: datetime) -> None:
    desk.decide(desk.edith, Action.APPROVE, now)

    with pytest.raises(ConflictError, match="Edith has already approved this"):
        desk.decide(desk.samuel, Action.REJECT, now)

    assert desk.status() is Status.PUBLISHED


def test_a_claimed_item_is_its_moderators_alone(desk: Desk, now: datetime) -> None:
    claim(desk, desk.edith, now)

    with pytest.raises(ConflictError, match="Edith is looking at this one"):
        desk.decide(desk.samuel, Action.REJECT, now)


def test_a_claim_runs_out(desk: Desk, now: datetime) -> None:
    claim(desk, desk.edith, now)

    desk.decide(desk.samuel, Action.REJECT, now + timedelta(minutes=6))

    assert desk.status() is Status.REJECTED


def test_one_of_two_moderators_who_decide_at_once_wins(
    desk: Desk, now: datetime
) -> None:
    refused: list[CeasefireError] = []
    together = threading.Barrier(2)

    def decide(who: Actor, action: Action) -> None:
        together.wait()
        try:
            desk.decide(who, action, now)
        except CeasefireError as error:
            refused.append(error)

    threads = [
        threading.Thread(target=decide, args=(desk.edith, Action.APPROVE)),
        threading.Thread(target=decide, args=(desk.samuel, Action.REJECT)),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(refused) == 1
    with desk.database.unit_of_work(write=False) as work:
        assert len(work.session.scalars(select(Decision)).all()) == 1


def test_the_escalator_cannot_decide(desk: Desk, now: datetime) -> None:
    desk.decide(desk.edith, Action.ESCALATE, now)

    with pytest.raises(ForbiddenError):
        desk.decide(desk.edith, Action.APPROVE, now)

    desk.decide(desk.samuel, Action.APPROVE, now)
    assert desk.status() is Status.PUBLISHED


@pytest.mark.parametrize("action", [Action.APPROVE, Action.REJECT])
def test_an_undone_decision_leaves_the_comment_as_it_was(
    desk: Desk, now: datetime, action: Action
) -> None:
    desk.decide(desk.edith, action, now)

    undo(desk, now)

    assert desk.status() is Status.HELD
    with desk.database.unit_of_work(write=False) as work:
        assert work.session.get_one(ReviewItem, desk.item_id).closed_at is None
        assert set(doctor.recount(work.session).values()) == {0}


def test_a_decision_is_undone_once(desk: Desk, now: datetime) -> None:
    desk.decide(desk.edith, Action.APPROVE, now)
    undo(desk, now)

    with pytest.raises(ConflictError):
        undo(desk, now)


@pytest.mark.parametrize("action", [Action.APPROVE, Action.REJECT])
def test_an_undone_decision_shows_no_text_that_nobody_has_judged(
    desk: Desk, now: datetime, action: Action
) -> None:
    desk.decide(desk.edith, Action.APPROVE, now)
    approved_id = shown_id(desk)
    report(desk, now)
    edit(desk, "They are vermin, all of them.", now)

    desk.decide(desk.edith, action, now)
    undo(desk, now)

    assert (desk.status(), shown_id(desk)) == (Status.PUBLISHED, approved_id)
    Worker(desk.database, FixedScorer()).run_once()
    assert desk.status() is Status.HELD


def test_a_decision_on_an_old_text_is_refused(desk: Desk, now: datetime) -> None:
    with pytest.raises(ConflictError, match="changed the text"):
        desk.decide(desk.edith, Action.APPROVE, now, revision_id=9_999)

    assert desk.status() is Status.HELD


def test_a_report_brings_an_approved_comment_back_to_the_queue(
    desk: Desk, now: datetime
) -> None:
    desk.decide(desk.edith, Action.APPROVE, now)

    report(desk, now)

    assert desk.status() is Status.PUBLISHED
    with desk.database.unit_of_work(write=False) as work:
        site_id = work.session.get_one(ReviewItem, desk.item_id).site_id
        [card] = queue.page(work.session, context=DeskContext(site_id, 0, now)).cards
        assert [cause.detail["rule"] for cause in card.causes] == ["insult"]


def test_a_report_of_the_text_on_show_asks_about_the_newer_one_that_waits(
    desk: Desk, now: datetime
) -> None:
    desk.decide(desk.edith, Action.APPROVE, now)
    edit(desk, "They are neighbours.", now)
    report(desk, now)

    desk.decide(desk.edith, Action.REJECT, now)

    assert Worker(desk.database, FixedScorer()).run_once() == 0
    assert desk.status() is Status.REJECTED


def test_a_reader_reports_a_comment_once(desk: Desk, now: datetime) -> None:
    desk.decide(desk.edith, Action.APPROVE, now)
    report(desk, now)

    with pytest.raises(ConflictError):
        report(desk, now)


def test_the_card_tells_why_and_who(desk: Desk, now: datetime) -> None:
    with desk.database.unit_of_work(write=False) as work:
        site_id = work.session.get_one(ReviewItem, desk.item_id).site_id
        [card] = queue.page(work.session, context=DeskContext(site_id, 0, now)).cards

        assert card.author.display_name == "Red Scarf"
        labels = {cause.detail["label"]: cause.detail["level"] for cause in card.causes}
        assert labels == {"toxicity": "hold", "identity_attack": "hold"}


def claim(desk: Desk, who: Actor, now: datetime) -> None:
    with desk.database.unit_of_work(write=True) as work:
        claims.claim(
            work.session, item_id=desk.item_id, moderator_id=who.account_id, now=now
        )


def edit(desk: Desk, text: str, now: datetime) -> None:
    with desk.database.unit_of_work(write=True) as work:
        session = work.session
        comment = session.get_one(Comment, desk.comment_id)
        author = newsroom.actor_of(session, session.get_one(Account, comment.author_id))
        submission.edit(
            session,
            EditComment(
                comment_id=comment.id,
                revision_id=comment.latest_revision_id,
                text=read(text, longest=100),
            ),
            actor=author,
            now=now,
        )


def shown_id(desk: Desk) -> int | None:
    with desk.database.unit_of_work(write=False) as work:
        return work.session.get_one(Comment, desk.comment_id).shown_revision_id


def report(desk: Desk, now: datetime) -> None:
    with desk.database.unit_of_work(write=True) as work:
        reports.report(
            work.session,
            ReportComment(
                comment_id=desk.comment_id, reason=ReportReason.INSULT, note=""
            ),
            reporter_id=desk.reader.account_id,
            now=now,
        )
        desk.item_id = work.session.scalars(
            select(ReviewItem.id).where(ReviewItem.closed_at.is_(None))
        ).one()


def undo(desk: Desk, now: datetime) -> None:
    with desk.database.unit_of_work(write=True) as work:
        decision_id = work.session.scalars(
            select(Decision.id).order_by(Decision.id.desc())
        ).first()
        decisions.undo(
            work.session,
            UndoDecision(decision_id=decision_id or 0),
            moderator_id=desk.samuel.account_id,
            now=now,
        )


def test_an_item_shows_the_text_that_its_author_wrote_last(
    desk: Desk, now: datetime
) -> None:
    edit(desk, "They are neighbours.", now)

    desk.decide(desk.edith, Action.REJECT, now)
    Worker(desk.database, FixedScorer()).run_once()

    assert desk.status() is Status.REJECTED
