from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from auth.core.actor import Actor
from auth.core.errors import InvalidError
from auth.core.permissions import Role
from auth.db.database import Database
from moderation.discussion.models import Comment, Revision
from moderation.discussion.text import read
from moderation.intake.inputs import EditComment
from moderation.intake.services import submission
from moderation.review.decisions.inputs import DecideItem, UndoDecision
from moderation.review.decisions.services import decisions
from moderation.review.items.models import Decision
from moderation.review.items.rules import Action, Reason, ReportReason
from moderation.review.items.services import items
from moderation.review.reports.inputs import ReportComment
from moderation.review.reports.services import reports
from moderation.review.sanctions.inputs import ImposeSanction
from moderation.review.sanctions.rules import SanctionKind
from moderation.review.sanctions.services import sanctions, sanctions_in_force
from tests import newsroom
from tests.judged import judged


class Desk:
    """A comment of Nour's that is held, and two moderators."""

    def __init__(self, session: Session, now: datetime) -> None:
        newsroom.ensure_newsroom(session, now=now)
        article = newsroom.article(session, now=now)
        self.session, self.now = session, now
        self.nour = newsroom.person(session, "Nour", now=now)
        self.rashid = newsroom.person(session, "Rashid", now=now)
        self.edith = newsroom.person(session, "Edith", now=now, role=Role.MODERATOR)
        self.samuel = newsroom.person(session, "Samuel", now=now, role=Role.MODERATOR)
        self.comment: Comment = judged(
            session, self.nour, article, "They are vermin.", 0.97, now=now
        )

    def decide(self, who: Actor, action: Action) -> Decision:
        item = items.open_for(self.session, self.comment.id)
        assert item is not None
        return decisions.decide(
            self.session,
            DecideItem(
                item_id=item.id,
                action=action,
                reason=Reason.HATE if action is Action.REJECT else None,
                note="",
                revision_id=None,
            ),
            moderator_id=who.account_id,
            now=self.now,
        )

    def undo(self, who: Actor, decision: Decision) -> None:
        decisions.undo(
            self.session,
            UndoDecision(decision_id=decision.id),
            moderator_id=who.account_id,
            now=self.now,
        )

    def report(self) -> None:
        reports.report(
            self.session,
            ReportComment(
                comment_id=self.comment.id, reason=ReportReason.HATE, note=""
            ),
            reporter_id=self.rashid.account_id,
            now=self.now,
        )

    def ask_again(self) -> None:
        """Open an item for the same text, as a second review does."""
        revision = self.session.get_one(Revision, self.comment.latest_revision_id)
        items.open_item(
            self.session,
            comment=self.comment,
            revision=revision,
            causes=[],
            now=self.now,
        )

    def edit(self, text: str) -> None:
        submission.edit(
            self.session,
            EditComment(
                comment_id=self.comment.id,
                revision_id=None,
                text=read(text, longest=10_000),
            ),
            actor=self.nour,
            now=self.now,
        )

    def sanction(self, decision: Decision) -> None:
        """Impose a review of all comments by Nour."""
        sanctions.impose(
            self.session,
            ImposeSanction(
                account_id=self.nour.account_id,
                kind=SanctionKind.PREMODERATE,
                reason=Reason.HATE,
                decision_id=decision.id,
            ),
            site_id=1,
            moderator_id=self.edith.account_id,
            needs_second=False,
            now=self.now,
        )

    def in_force(self) -> list[SanctionKind]:
        found = sanctions_in_force.in_force(
            self.session, account_id=self.nour.account_id, now=self.now
        )
        return [each.kind for each in found]


def test_a_sanction_can_rest_on_a_rejection(database: Database, now: datetime) -> None:
    with database.unit_of_work(write=True) as work:
        desk = Desk(work.session, now)
        desk.sanction(desk.decide(desk.edith, Action.REJECT))
        assert desk.in_force() == [SanctionKind.PREMODERATE]


@pytest.mark.parametrize("action", [Action.APPROVE, Action.ESCALATE])
def test_a_sanction_cannot_rest_on_anything_but_a_rejection(
    database: Database, now: datetime, action: Action
) -> None:
    with database.unit_of_work(write=True) as work:
        desk = Desk(work.session, now)
        decision = desk.decide(desk.edith, action)
        with pytest.raises(InvalidError, match="Only a rejection"):
            desk.sanction(decision)


def test_no_sanction_is_left_on_an_approval_that_a_rejection_replaces(
    database: Database, now: datetime
) -> None:
    with database.unit_of_work(write=True) as work:
        desk = Desk(work.session, now)
        approval = desk.decide(desk.edith, Action.APPROVE)
        with pytest.raises(InvalidError):
            desk.sanction(approval)
        desk.report()
        desk.decide(desk.edith, Action.REJECT)
        assert desk.in_force() == []


def test_an_approval_of_the_same_text_lifts_the_sanction_and_undoing_it_restores_it(
    database: Database, now: datetime
) -> None:
    with database.unit_of_work(write=True) as work:
        desk = Desk(work.session, now)
        desk.sanction(desk.decide(desk.edith, Action.REJECT))
        desk.ask_again()

        approval = desk.decide(desk.samuel, Action.APPROVE)
        assert desk.in_force() == []

        desk.undo(desk.samuel, approval)
        assert desk.in_force() == [SanctionKind.PREMODERATE]


def test_an_approval_of_the_edited_text_leaves_the_sanction_for_the_rejected_one(
    database: Database, now: datetime
) -> None:
    with database.unit_of_work(write=True) as work:
        desk = Desk(work.session, now)
        desk.sanction(desk.decide(desk.edith, Action.REJECT))
        desk.edit("They are my neighbours.")

        desk.decide(desk.samuel, Action.APPROVE)

        assert desk.in_force() == [SanctionKind.PREMODERATE]
        rejection = work.session.scalars(
            select(Decision).where(Decision.action == Action.REJECT)
        ).one()
        assert rejection.undone_at is None
