"""An appeal is answered by another person, blind."""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from auth.core.errors import ConflictError, ForbiddenError
from moderation.discussion.rules import Status
from moderation.review.appeals.rules import AppealOutcome
from moderation.review.items.models import ReviewItem
from moderation.review.items.queue_views import DeskContext
from moderation.review.items.rules import Action
from moderation.review.items.services.author_records import Record
from moderation.review.queue.services import cards
from tests.moderation.review.appeals.cases import Case


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


def test_an_escalated_appeal_is_still_open(case: Case, now: datetime) -> None:
    case.appeal(now)
    case.decide(case.samuel, Action.ESCALATE, now)
    assert case.outcome() is None


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
