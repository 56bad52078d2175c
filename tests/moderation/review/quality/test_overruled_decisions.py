"""What follows for authors when a second review overrules a decision."""

from __future__ import annotations

from datetime import datetime

import pytest

from auth.core.errors import InvalidError
from auth.db.database import Database
from moderation.notifications.rules import NotificationKind
from moderation.review.items.rules import Action
from moderation.review.sanctions.rules import SanctionKind
from tests.moderation.review.quality.reviewed import opened


def test_a_sanction_is_back_when_the_look_that_lifted_it_is_taken_back(
    database: Database, now: datetime
) -> None:
    desk = opened(database, now, second_share=1.0)
    desk.suspend(desk.decide(desk.edith, Action.REJECT, now), now)
    second_id = desk.decide(desk.samuel, Action.APPROVE, now)
    assert desk.in_force(now) == []
    desk.undo(desk.samuel, second_id, now)
    assert desk.in_force(now) == [SanctionKind.SUSPEND]


def test_a_sanction_does_not_rest_on_a_decision_that_was_overruled(
    database: Database, now: datetime
) -> None:
    desk = opened(database, now, second_share=1.0)
    first_id = desk.decide(desk.edith, Action.REJECT, now)
    desk.decide(desk.samuel, Action.APPROVE, now)
    with pytest.raises(InvalidError, match="no longer in force"):
        desk.suspend(first_id, now)
    assert desk.in_force(now) == []


def test_a_sanction_does_not_rest_on_a_decision_that_was_taken_back(
    database: Database, now: datetime
) -> None:
    desk = opened(database, now, second_share=0.0)
    decision_id = desk.decide(desk.edith, Action.REJECT, now)
    desk.undo(desk.edith, decision_id, now)
    with pytest.raises(InvalidError, match="no longer in force"):
        desk.suspend(decision_id, now)


def test_an_author_is_told_of_the_first_decision_when_it_counts_again(
    database: Database, now: datetime
) -> None:
    desk = opened(database, now, second_share=1.0)
    desk.decide(desk.edith, Action.REJECT, now)
    desk.undo(desk.samuel, desk.decide(desk.samuel, Action.APPROVE, now), now)
    assert desk.notifications() == [NotificationKind.DECIDED]
