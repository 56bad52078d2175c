"""Decided comments that readers report."""

from __future__ import annotations

from datetime import datetime

import pytest

from auth.core.errors import ConflictError
from moderation.discussion.rules import Status
from moderation.intake.worker import Worker
from moderation.review.items.models import ReviewItem
from moderation.review.items.queue_views import DeskContext
from moderation.review.items.rules import Action
from moderation.review.queue.services import queue
from moderation.scoring.runtime.fixed_scorer import FixedScorer
from tests.moderation.review.decisions.desk import Desk, edit, report


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
