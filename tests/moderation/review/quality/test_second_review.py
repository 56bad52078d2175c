"""A share of decisions is reviewed by another moderator, blind."""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy import select

from auth.core.errors import ForbiddenError, InvalidError
from auth.db.database import Database
from moderation.discussion.text import read
from moderation.intake.inputs import EditComment
from moderation.intake.services import submission
from moderation.review.items.models import ReviewItem
from moderation.review.items.rules import Action, Reason
from moderation.review.quality.agreement import Agreement
from tests.moderation.review.quality.reviewed import opened


@pytest.mark.parametrize(("share", "waiting"), [(1.0, 1), (0.0, 0)])
def test_a_share_of_decisions_is_looked_at_twice(
    database: Database, now: datetime, share: float, waiting: int
) -> None:
    desk = opened(database, now, second_share=share)
    desk.decide(desk.edith, Action.REJECT, now)
    assert len(desk.open_items()) == waiting


def test_the_second_review_is_blind_and_somebody_elses(
    database: Database, now: datetime
) -> None:
    desk = opened(database, now, second_share=1.0)
    desk.decide(desk.edith, Action.REJECT, now)
    assert [is_blind for _, is_blind in desk.open_items()] == [True]
    with pytest.raises(ForbiddenError, match="another moderator"):
        desk.decide(desk.edith, Action.REJECT, now)


def test_a_second_review_is_not_looked_at_again(
    database: Database, now: datetime
) -> None:
    desk = opened(database, now, second_share=1.0)
    desk.decide(desk.edith, Action.REJECT, now)
    desk.decide(desk.samuel, Action.REJECT, now)
    assert desk.open_items() == []
    assert desk.figures().by_moderator == {"Edith": Agreement(1, 1)}
    assert desk.figures().by_reason == {Reason.HATE: Agreement(1, 1)}


def test_two_people_who_disagree_are_counted_as_such(
    database: Database, now: datetime
) -> None:
    desk = opened(database, now, second_share=1.0)
    desk.decide(desk.edith, Action.REJECT, now)
    desk.decide(desk.samuel, Action.APPROVE, now)
    assert desk.figures().overall == Agreement(1, 0)


def test_a_second_review_that_is_taken_back_is_asked_for_again(
    database: Database, now: datetime
) -> None:
    desk = opened(database, now, second_share=1.0)
    desk.decide(desk.edith, Action.REJECT, now)
    second_id = desk.decide(desk.samuel, Action.APPROVE, now)
    desk.undo(desk.samuel, second_id, now)
    with pytest.raises(ForbiddenError, match="another moderator"):
        desk.decide(desk.edith, Action.APPROVE, now)
    desk.decide(desk.samuel, Action.REJECT, now)
    assert desk.figures().overall == Agreement(1, 1)


def test_a_first_decision_whose_second_review_was_taken_back_can_be_taken_back_too(
    database: Database, now: datetime
) -> None:
    desk = opened(database, now, second_share=1.0)
    first_id = desk.decide(desk.edith, Action.REJECT, now)
    second_id = desk.decide(desk.samuel, Action.APPROVE, now)
    desk.undo(desk.samuel, second_id, now)
    desk.undo(desk.edith, first_id, now)
    assert [is_blind for _, is_blind in desk.open_items()] == [False]
    desk.decide(desk.edith, Action.APPROVE, now)


@pytest.mark.parametrize(("share", "expected"), [(1.0, True), (0.0, False)])
def test_a_share_of_ordinary_items_is_blind_as_well(
    database: Database, now: datetime, share: float, expected: bool
) -> None:
    desk = opened(database, now, second_share=0.0, blind_share=share)
    assert [is_blind for _, is_blind in desk.open_items()] == [expected]


@pytest.mark.parametrize("share", [-0.01, 1.01])
def test_a_share_beyond_everything_is_refused(
    database: Database, now: datetime, share: float
) -> None:
    with pytest.raises(InvalidError, match="100 per cent"):
        opened(database, now, second_share=share)


def test_a_text_that_its_author_replaced_is_not_reviewed_a_second_time(
    database: Database, now: datetime
) -> None:
    desk = opened(database, now, second_share=1.0)
    desk.decide(desk.edith, Action.REJECT, now)
    with database.unit_of_work(write=True) as work:
        submission.edit(
            work.session,
            EditComment(
                comment_id=work.session.scalars(select(ReviewItem.comment_id)).first()
                or 0,
                revision_id=None,
                text=read("They are our neighbours.", longest=10_000),
            ),
            actor=desk.author,
            now=now,
        )

    desk.decide(desk.edith, Action.APPROVE, now)

    assert desk.figures().overall == Agreement(0, 0)
