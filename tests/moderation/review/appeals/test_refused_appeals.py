"""What cannot be appealed, and by whom."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from auth.core.errors import ConflictError, InvalidError, NotFoundError
from moderation.review.items.rules import Action
from tests.moderation.review.appeals.cases import Case


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
