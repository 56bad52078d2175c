"""Invariants of what follows a decision: appeals, second reviews, sanctions."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from moderation.review.appeals.models import Appeal
from moderation.review.appeals.rules import AppealOutcome
from moderation.review.items.models import Decision
from moderation.review.items.rules import Action
from moderation.review.quality.second_review_models import SecondReview
from moderation.review.sanctions.models import Sanction
from moderation.review.sanctions.rules import is_in_force
from moderation.review.sanctions.services.sanctions_in_force import period_of
from tests.sequences.stored import deleted_ids, open_items


def every_appeal_waits_or_has_its_answer(session: Session) -> None:
    waits, deleted = open_items(session), deleted_ids(session)
    rows = session.execute(
        select(Appeal, Decision).join(Decision, Decision.id == Appeal.decision_id)
    )
    for appeal, decision in rows:
        is_overturned = appeal.outcome is AppealOutcome.OVERTURNED
        assert is_overturned == (decision.undone_at is not None)
        if appeal.answer_id is not None:
            answer = session.get_one(Decision, appeal.answer_id)
            assert answer.undone_at is None
            assert answer.actor_id != decision.actor_id
        elif decision.comment_id not in deleted:
            item = waits[decision.comment_id]
            assert item.id == appeal.item_id
            assert decision.actor_id in item.left_out


def second_reviews_are_blind_and_by_another(session: Session) -> None:
    waits, deleted = open_items(session), deleted_ids(session)
    first, second = aliased(Decision), aliased(Decision)
    rows = session.execute(
        select(SecondReview, first, second)
        .join(first, first.id == SecondReview.first_id)
        .outerjoin(second, second.id == SecondReview.second_id)
    )
    for asked, one, other in rows:
        if asked.second_id is not None:
            assert other.undone_at is None
            assert other.actor_id != one.actor_id
        elif one.comment_id not in deleted:
            item = waits[one.comment_id]
            assert item.id == asked.item_id
            assert item.is_blind
            assert one.actor_id in item.left_out
            assert one.undone_at is None


def sanctions_rest_on_rejections_that_stand(session: Session) -> None:
    newest: dict[int, Decision] = {}
    for decision in session.scalars(
        select(Decision)
        .where(Decision.action != Action.ESCALATE, Decision.undone_at.is_(None))
        .order_by(Decision.id)
    ):
        newest[decision.revision_id] = decision
    for sanction in session.scalars(select(Sanction)):
        if sanction.decision_id is None or sanction.lifted_at is not None:
            continue
        ground = session.get_one(Decision, sanction.decision_id)
        assert ground.action is Action.REJECT
        assert ground.undone_at is None
        assert newest[ground.revision_id].action is Action.REJECT


def no_sanction_stands_twice(session: Session, now: datetime) -> None:
    standing = Counter(
        (sanction.account_id, sanction.kind)
        for sanction in session.scalars(
            select(Sanction).where(Sanction.lifted_at.is_(None))
        )
        if sanction.starts_at is None or is_in_force(period_of(sanction), now)
    )
    assert set(standing.values()) <= {1}
