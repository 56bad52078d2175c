"""A moderator who decided, escalated or was overruled does not decide again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from auth.core.actor import Actor
from auth.core.errors import ForbiddenError
from auth.core.permissions import Role
from auth.db.database import Database
from moderation.discussion.models import Comment
from moderation.discussion.rules import Status
from moderation.intake.worker import Worker
from moderation.review.appeals.inputs import AppealComment
from moderation.review.appeals.services import appeals
from moderation.review.decisions.inputs import DecideItem, UndoDecision
from moderation.review.decisions.services import decisions
from moderation.review.items.models import ReviewItem
from moderation.review.items.rules import Action, Reason
from moderation.review.quality.inputs import SetBlindShares
from moderation.review.quality.services import second_review
from moderation.review.sanctions.inputs import ImposeSanction
from moderation.review.sanctions.rules import SanctionKind
from moderation.review.sanctions.services import sanctions
from moderation.review.sanctions.services.sanctions_in_force import in_force
from moderation.scoring.runtime.fixed_scorer import FixedScorer
from tests import newsroom


@dataclass
class Desk:
    """A held comment and two moderators."""

    database: Database
    now: datetime
    comment_id: int
    site_id: int
    author: Actor
    edith: Actor
    samuel: Actor

    def decide(self, who: Actor, action: Action) -> int:
        """Decide the open item; return the decision's id."""
        with self.database.unit_of_work(write=True) as work:
            item_id = work.session.scalars(
                select(ReviewItem.id).where(ReviewItem.closed_at.is_(None))
            ).one()
            return decisions.decide(
                work.session,
                DecideItem(
                    item_id=item_id,
                    action=action,
                    reason=Reason.HATE if action is Action.REJECT else None,
                    note="",
                    revision_id=None,
                ),
                moderator_id=who.account_id,
                now=self.now,
            ).id

    def undo(self, who: Actor, decision_id: int) -> None:
        with self.database.unit_of_work(write=True) as work:
            decisions.undo(
                work.session,
                UndoDecision(decision_id=decision_id),
                moderator_id=who.account_id,
                now=self.now,
            )

    def look_twice(self) -> None:
        """Make every decision get a second review."""
        with self.database.unit_of_work(write=True) as work:
            second_review.set_plan(
                work.session,
                SetBlindShares(second_share=1.0, blind_share=0.0),
                actor_id=self.edith.account_id,
                now=self.now,
            )

    def status(self) -> Status:
        with self.database.unit_of_work(write=False) as work:
            return work.session.get_one(Comment, self.comment_id).status


@pytest.fixture
def desk(database: Database, now: datetime) -> Desk:
    with database.unit_of_work(write=True) as work:
        session = work.session
        site = newsroom.ensure_newsroom(session, now=now)
        article = newsroom.article(session, now=now)
        author = newsroom.person(session, "Nour", now=now)
        edith = newsroom.person(session, "Edith", now=now, role=Role.MODERATOR)
        samuel = newsroom.person(session, "Samuel", now=now, role=Role.MODERATOR)
        comment = newsroom.post(session, author, article, "They are vermin.", now=now)
        desk = Desk(database, now, comment.id, site.id, author, edith, samuel)
    Worker(database, FixedScorer()).run_once()
    return desk


def test_the_first_escalator_cannot_decide_after_a_second_escalation(
    desk: Desk,
) -> None:
    desk.decide(desk.edith, Action.ESCALATE)
    desk.decide(desk.samuel, Action.ESCALATE)
    with pytest.raises(ForbiddenError):
        desk.decide(desk.edith, Action.REJECT)


def test_neither_of_two_who_rejected_answers_the_appeal(desk: Desk) -> None:
    rejected_twice(desk)

    for who in (desk.edith, desk.samuel):
        with pytest.raises(ForbiddenError, match="already decided on this"):
            desk.decide(who, Action.APPROVE)


def test_a_third_moderator_answers_the_appeal_against_two(desk: Desk) -> None:
    rejected_twice(desk)
    with desk.database.unit_of_work(write=True) as work:
        omar = newsroom.person(work.session, "Omar", now=desk.now, role=Role.MODERATOR)

    desk.decide(omar, Action.APPROVE)

    assert desk.status() is Status.PUBLISHED


def test_not_even_the_database_takes_the_second_who_rejected(desk: Desk) -> None:
    rejected_twice(desk)
    with (
        desk.database.unit_of_work(write=True) as work,
        pytest.raises(IntegrityError),
        work.session.begin_nested(),
    ):
        work.session.execute(
            update(ReviewItem)
            .where(ReviewItem.closed_at.is_(None))
            .values(decided_by_id=desk.edith.account_id)
        )


def rejected_twice(desk: Desk) -> None:
    """Reject as Edith, agree as Samuel in a second review, and appeal as the author."""
    desk.look_twice()
    desk.decide(desk.edith, Action.REJECT)
    desk.decide(desk.samuel, Action.REJECT)
    with desk.database.unit_of_work(write=True) as work:
        appeals.open_appeal(
            work.session,
            AppealComment(comment_id=desk.comment_id, text="It is a quotation."),
            author_id=desk.author.account_id,
            now=desk.now,
        )


def test_the_database_refuses_the_escalator_as_decider(desk: Desk) -> None:
    desk.decide(desk.edith, Action.ESCALATE)
    with (
        desk.database.unit_of_work(write=True) as work,
        pytest.raises(IntegrityError),
        work.session.begin_nested(),
    ):
        work.session.execute(
            update(ReviewItem).values(decided_by_id=desk.edith.account_id)
        )


def test_the_first_decider_does_not_undo_the_answer_to_an_appeal(desk: Desk) -> None:
    desk.decide(desk.edith, Action.REJECT)
    with desk.database.unit_of_work(write=True) as work:
        appeals.open_appeal(
            work.session,
            AppealComment(comment_id=desk.comment_id, text="I was quoting him."),
            author_id=desk.author.account_id,
            now=desk.now,
        )
    answer_id = desk.decide(desk.samuel, Action.APPROVE)
    with pytest.raises(ForbiddenError):
        desk.undo(desk.edith, answer_id)
    assert desk.status() is Status.PUBLISHED


def test_an_undone_decision_is_open_to_its_moderator_and_asks_for_no_second_review(
    desk: Desk,
) -> None:
    desk.look_twice()
    desk.undo(desk.edith, desk.decide(desk.edith, Action.REJECT))
    desk.decide(desk.edith, Action.APPROVE)
    assert desk.status() is Status.PUBLISHED


def test_a_ban_does_not_outlive_the_decision_that_it_came_with(desk: Desk) -> None:
    desk.look_twice()
    decision_id = desk.decide(desk.edith, Action.REJECT)
    proposal = ImposeSanction(
        account_id=desk.author.account_id,
        kind=SanctionKind.BAN,
        reason=Reason.HATE,
        decision_id=decision_id,
    )
    with desk.database.unit_of_work(write=True) as work:
        sanctions.impose(
            work.session,
            proposal,
            site_id=desk.site_id,
            moderator_id=desk.edith.account_id,
            needs_second=False,
            now=desk.now,
        )
    desk.decide(desk.samuel, Action.APPROVE)
    with desk.database.unit_of_work(write=False) as work:
        account_id = desk.author.account_id
        assert in_force(work.session, account_id=account_id, now=desk.now) == []
