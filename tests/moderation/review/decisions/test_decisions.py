"""What a decision does to a comment."""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy import select

from auth.core.audit import AuditEntry
from auth.core.errors import ConflictError, InvalidError
from moderation.discussion.rules import Status
from moderation.intake.worker import Worker
from moderation.review.items.models import ReviewItem
from moderation.review.items.queue_views import DeskContext
from moderation.review.items.rules import Action
from moderation.review.queue.services import queue
from moderation.running import doctor
from moderation.scoring.runtime.fixed_scorer import FixedScorer
from tests.moderation.review.decisions.desk import Desk, edit


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


def test_a_decision_on_an_old_text_is_refused(desk: Desk, now: datetime) -> None:
    with pytest.raises(ConflictError, match="changed the text"):
        desk.decide(desk.edith, Action.APPROVE, now, revision_id=9_999)

    assert desk.status() is Status.HELD


def test_the_card_tells_why_and_who(desk: Desk, now: datetime) -> None:
    with desk.database.unit_of_work(write=False) as work:
        site_id = work.session.get_one(ReviewItem, desk.item_id).site_id
        [card] = queue.page(work.session, context=DeskContext(site_id, 0, now)).cards

        assert card.author.display_name == "Red Scarf"
        labels = {cause.detail["label"]: cause.detail["level"] for cause in card.causes}
        assert labels == {"toxicity": "hold", "identity_attack": "hold"}


def test_an_item_shows_the_text_that_its_author_wrote_last(
    desk: Desk, now: datetime
) -> None:
    edit(desk, "They are neighbours.", now)

    desk.decide(desk.edith, Action.REJECT, now)
    Worker(desk.database, FixedScorer()).run_once()

    assert desk.status() is Status.REJECTED
