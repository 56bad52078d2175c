"""A decision that is undone leaves the comment as it was."""

from __future__ import annotations

from datetime import datetime

import pytest

from auth.core.errors import ConflictError
from moderation.discussion.rules import Status
from moderation.intake.worker import Worker
from moderation.review.items.models import ReviewItem
from moderation.review.items.rules import Action
from moderation.running import doctor
from moderation.scoring.runtime.fixed_scorer import FixedScorer
from tests.moderation.review.decisions.desk import Desk, edit, report, shown_id, undo


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
