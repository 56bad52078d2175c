from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from auth.core.actor import Actor
from auth.core.errors import ConflictError, ForbiddenError, InvalidError, NotFoundError
from auth.core.permissions import Role
from auth.db.database import Database
from moderation.discussion.models import Comment
from moderation.discussion.rules import Status
from moderation.discussion.services import writing
from moderation.discussion.text import read
from moderation.intake.inputs import EditComment
from moderation.intake.services import submission
from moderation.intake.worker import Worker
from moderation.notifications.models import Notification
from moderation.notifications.rules import NotificationKind
from moderation.review.appeals.inputs import AppealComment
from moderation.review.appeals.models import Appeal
from moderation.review.appeals.rules import AppealOutcome
from moderation.review.appeals.services import appeals
from moderation.review.decisions.inputs import DecideItem, UndoDecision
from moderation.review.decisions.services import decisions
from moderation.review.items.models import Decision, ReviewItem
from moderation.review.items.queue_views import DeskContext
from moderation.review.items.rules import Action, Reason, ReportReason
from moderation.review.items.services.author_records import Record
from moderation.review.queue.services import cards
from moderation.review.reports.inputs import ReportComment
from moderation.review.reports.services import reports
from moderation.review.sanctions.inputs import ImposeSanction
from moderation.review.sanctions.rules import SanctionKind
from moderation.review.sanctions.services import sanctions, sanctions_in_force
from moderation.running import doctor
from moderation.scoring.runtime.fixed_scorer import FixedScorer
from tests import newsroom

HATEFUL = "They are vermin."


@dataclass
class Case:
    """A comment that Edith rejected, so that its author may appeal."""

    database: Database
    comment_id: int
    author: Actor
    edith: Actor
    samuel: Actor
    rejection_id: int = 0

    def decide(self, who: Actor, action: Action, now: datetime) -> int:
        """Decide the comment's open item; return the decision's id."""
        with self.database.unit_of_work(write=True) as work:
            return decisions.decide(
                work.session,
                DecideItem(
                    item_id=self.item()[0],
                    action=action,
                    reason=Reason.HATE if action is Action.REJECT else None,
                    note="",
                    revision_id=None,
                ),
                moderator_id=who.account_id,
                now=now,
            ).id

    def undo(self, decision_id: int, now: datetime) -> None:
        with self.database.unit_of_work(write=True) as work:
            decisions.undo(
                work.session,
                UndoDecision(decision_id=decision_id),
                moderator_id=self.samuel.account_id,
                now=now,
            )

    def appeal(self, now: datetime, text: str = "I was quoting him.") -> None:
        with self.database.unit_of_work(write=True) as work:
            appeals.open_appeal(
                work.session,
                AppealComment(comment_id=self.comment_id, text=text),
                author_id=self.author.account_id,
                now=now,
            )

    def report(self, now: datetime) -> None:
        """Report the comment as another reader."""
        with self.database.unit_of_work(write=True) as work:
            reader = newsroom.person(work.session, "Rashid", now=now)
            reports.report(
                work.session,
                ReportComment(
                    comment_id=self.comment_id, reason=ReportReason.HATE, note=""
                ),
                reporter_id=reader.account_id,
                now=now,
            )

    def edit(self, text: str, now: datetime) -> None:
        """Edit the comment as its author."""
        with self.database.unit_of_work(write=True) as work:
            comment = work.session.get_one(Comment, self.comment_id)
            submission.edit(
                work.session,
                EditComment(
                    comment_id=comment.id,
                    revision_id=comment.latest_revision_id,
                    text=read(text, longest=100),
                ),
                actor=self.author,
                now=now,
            )

    def ban(self, now: datetime, *, because_of: int | None = None) -> None:
        """Ban the author as Edith."""
        proposal = ImposeSanction(
            account_id=self.author.account_id,
            kind=SanctionKind.BAN,
            reason=Reason.HATE,
            decision_id=because_of,
        )
        with self.database.unit_of_work(write=True) as work:
            sanctions.impose(
                work.session,
                proposal,
                site_id=1,
                moderator_id=self.edith.account_id,
                needs_second=False,
                now=now,
            )

    def item(self) -> tuple[int, bool, int | None]:
        """Return the open item's id, whether it is blind, and who decided first."""
        with self.database.unit_of_work(write=False) as work:
            item = work.session.scalars(
                select(ReviewItem).where(ReviewItem.closed_at.is_(None))
            ).one()
            return item.id, item.is_blind, item.first_decider_id

    def status(self) -> Status:
        with self.database.unit_of_work(write=False) as work:
            return work.session.get_one(Comment, self.comment_id).status

    def outcome(self) -> AppealOutcome | None:
        with self.database.unit_of_work(write=False) as work:
            return work.session.scalars(select(Appeal.outcome)).one()

    def notifications(self) -> list[NotificationKind]:
        with self.database.unit_of_work(write=False) as work:
            return list(
                work.session.scalars(
                    select(Notification.kind).where(
                        Notification.account_id == self.author.account_id
                    )
                )
            )


@pytest.fixture
def case(database: Database, now: datetime) -> Case:
    with database.unit_of_work(write=True) as work:
        session = work.session
        newsroom.ensure_newsroom(session, now=now)
        article = newsroom.article(session, now=now, subjects=newsroom.WAR)
        author = newsroom.person(session, "Nour", now=now)
        edith = newsroom.person(session, "Edith", now=now, role=Role.MODERATOR)
        samuel = newsroom.person(session, "Samuel", now=now, role=Role.MODERATOR)
        comment = newsroom.post(session, author, article, HATEFUL, now=now)
        case = Case(database, comment.id, author, edith, samuel)
    Worker(database, FixedScorer()).run_once()
    case.rejection_id = case.decide(edith, Action.REJECT, now)
    return case


def test_an_appeal_comes_to_the_queue_as_a_blind_card(
    case: Case, now: datetime
) -> None:
    case.appeal(now)
    assert case.item()[1:] == (True, case.edith.account_id)


@pytest.mark.parametrize("action", [Action.APPROVE, Action.REJECT])
def test_the_first_decider_cannot_answer_it(
    case: Case, now: datetime, action: Action
) -> None:
    case.appeal(now)
    with pytest.raises(ForbiddenError, match="another moderator"):
        case.decide(case.edith, action, now)
    assert case.outcome() is None


def test_not_even_the_database_takes_the_first_decider(
    case: Case, now: datetime
) -> None:
    case.appeal(now)
    change = update(ReviewItem).values(decided_by_id=case.edith.account_id)
    with (
        case.database.unit_of_work(write=True) as work,
        pytest.raises(IntegrityError),
        work.session.begin_nested(),
    ):
        work.session.execute(change.where(ReviewItem.closed_at.is_(None)))


@pytest.mark.parametrize(
    ("answer", "outcome", "status"),
    [
        (Action.APPROVE, AppealOutcome.OVERTURNED, Status.PUBLISHED),
        (Action.REJECT, AppealOutcome.UPHELD, Status.REJECTED),
    ],
)
def test_another_moderator_answers_it(
    case: Case, now: datetime, answer: Action, outcome: AppealOutcome, status: Status
) -> None:
    case.appeal(now)
    case.decide(case.samuel, answer, now)
    assert (case.outcome(), case.status()) == (outcome, status)


def test_an_overturned_decision_is_undone_whole(case: Case, now: datetime) -> None:
    case.ban(now, because_of=case.rejection_id)
    case.appeal(now)
    case.decide(case.samuel, Action.APPROVE, now)
    with case.database.unit_of_work(write=False) as work:
        session = work.session
        assert session.get_one(Decision, case.rejection_id).undone_at is not None
        assert not sanctions_in_force.in_force(
            session, account_id=case.author.account_id, now=now
        )
        assert set(doctor.recount(session).values()) == {0}


def test_a_ban_that_was_imposed_anew_is_not_put_back_beside_it(
    case: Case, now: datetime
) -> None:
    case.ban(now, because_of=case.rejection_id)
    case.appeal(now)
    answer_id = case.decide(case.samuel, Action.APPROVE, now)
    case.ban(now)
    case.undo(answer_id, now)
    with case.database.unit_of_work(write=False) as work:
        in_force = sanctions_in_force.in_force(
            work.session, account_id=case.author.account_id, now=now
        )
        assert [each.decision_id for each in in_force] == [None]


def test_an_answer_that_is_taken_back_opens_the_appeal_again(
    case: Case, now: datetime
) -> None:
    case.appeal(now)
    answer_id = case.decide(case.samuel, Action.APPROVE, now)
    case.undo(answer_id, now)
    assert (case.outcome(), case.status()) == (None, Status.REJECTED)
    assert case.item()[2] == case.edith.account_id
    with case.database.unit_of_work(write=False) as work:
        first = work.session.get_one(Decision, case.rejection_id)
        assert first.undone_at is None


def test_an_appeal_waits_again_although_a_reader_reported_what_its_answer_showed(
    case: Case, now: datetime
) -> None:
    case.appeal(now)
    answer_id = case.decide(case.samuel, Action.APPROVE, now)
    case.report(now)
    case.undo(answer_id, now)
    assert case.item()[1:] == (True, case.edith.account_id)
    case.decide(case.samuel, Action.REJECT, now)
    assert case.outcome() is AppealOutcome.UPHELD


def test_a_text_that_was_rejected_unread_stays_so_when_the_answer_is_taken_back(
    case: Case, now: datetime
) -> None:
    case.edit("They are vermin, all of them.", now)
    case.decide(case.edith, Action.REJECT, now)
    case.appeal(now)
    case.undo(case.decide(case.samuel, Action.APPROVE, now), now)
    assert Worker(case.database, FixedScorer()).run_once() == 0
    assert case.status() is Status.REJECTED


def test_a_decision_that_is_appealed_is_left_to_the_answer(
    case: Case, now: datetime
) -> None:
    case.appeal(now)
    with pytest.raises(ConflictError, match="The author has appealed"):
        case.undo(case.rejection_id, now)
    assert case.status() is Status.REJECTED


def test_a_decision_on_what_its_author_deleted_is_not_taken_back(
    case: Case, now: datetime
) -> None:
    with case.database.unit_of_work(write=True) as work:
        writing.delete(
            work.session,
            comment_id=case.comment_id,
            author_id=case.author.account_id,
            now=now,
        )
    with pytest.raises(ConflictError, match="has deleted the comment"):
        case.undo(case.rejection_id, now)


def test_an_escalated_appeal_is_still_open(case: Case, now: datetime) -> None:
    case.appeal(now)
    case.decide(case.samuel, Action.ESCALATE, now)
    assert case.outcome() is None


def test_a_decision_can_be_appealed_once(case: Case, now: datetime) -> None:
    case.appeal(now)
    with pytest.raises(ConflictError, match="already"):
        case.appeal(now)


def test_an_answer_cannot_be_appealed(case: Case, now: datetime) -> None:
    case.appeal(now)
    case.decide(case.samuel, Action.REJECT, now)
    with pytest.raises(ConflictError, match="already"):
        case.appeal(now)


def test_six_months_are_time_enough(case: Case, now: datetime) -> None:
    with pytest.raises(ConflictError, match="six months"):
        case.appeal(now + timedelta(days=184))


@pytest.mark.parametrize("text", ["", "   ", "x" * 2_001])
def test_an_appeal_has_words_but_not_too_many(
    case: Case, now: datetime, text: str
) -> None:
    with pytest.raises(InvalidError, match="2,000"):
        case.appeal(now, text)


def test_nobody_appeals_for_somebody_else(case: Case, now: datetime) -> None:
    case.author = case.samuel
    with pytest.raises(NotFoundError):
        case.appeal(now)


def test_what_is_not_rejected_is_not_appealed(case: Case, now: datetime) -> None:
    case.undo(case.rejection_id, now)
    case.decide(case.samuel, Action.APPROVE, now)
    with pytest.raises(ConflictError, match="no rejection"):
        case.appeal(now)


def test_an_unread_notification_is_withdrawn_with_its_decision(
    case: Case, now: datetime
) -> None:
    assert case.notifications() == [NotificationKind.DECIDED]
    case.undo(case.rejection_id, now)
    assert case.notifications() == []


def test_a_notification_that_was_read_is_corrected(case: Case, now: datetime) -> None:
    with case.database.unit_of_work(write=True) as work:
        work.session.scalars(select(Notification)).one().read_at = now
    case.undo(case.rejection_id, now)
    assert case.notifications() == [NotificationKind.CORRECTED]


def test_the_text_that_an_appeal_is_about_stays_until_it_is_answered(
    case: Case, now: datetime
) -> None:
    case.appeal(now)

    with pytest.raises(ConflictError, match="once we have decided on your appeal"):
        case.edit("They are our neighbours.", now)

    case.decide(case.samuel, Action.REJECT, now)
    case.edit("They are our neighbours.", now)
    assert case.status() is Status.HELD


def test_an_approved_edit_does_not_clear_the_author_of_the_rejection(
    case: Case, now: datetime
) -> None:
    case.edit("They are our neighbours.", now)
    case.decide(case.samuel, Action.APPROVE, now)
    case.report(now)

    with case.database.unit_of_work(write=False) as work:
        [card] = cards.cards(
            work.session, [case.item()[0]], context=DeskContext(1, 0, now)
        )

    assert case.status() is Status.PUBLISHED
    assert card.record == Record(published=1, rejected=1, reports=1)
