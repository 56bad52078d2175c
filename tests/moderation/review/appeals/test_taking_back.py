"""Decisions that are appealed, and answers that are taken back."""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy import select

from auth.core.errors import ConflictError
from moderation.discussion.rules import Status
from moderation.discussion.services import writing
from moderation.intake.worker import Worker
from moderation.notifications.models import Notification
from moderation.notifications.rules import NotificationKind
from moderation.review.appeals.rules import AppealOutcome
from moderation.review.items.models import Decision
from moderation.review.items.rules import Action
from moderation.review.sanctions.services import sanctions_in_force
from moderation.running import doctor
from moderation.scoring.runtime.fixed_scorer import FixedScorer
from tests.moderation.review.appeals.cases import Case


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
