"""Two moderators and one item."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from auth.core.actor import Actor
from auth.core.errors import CeasefireError, ConflictError, ForbiddenError
from moderation.discussion.rules import Status
from moderation.review.items.models import Decision
from moderation.review.items.rules import Action
from tests.moderation.review.decisions.desk import Desk, claim


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
