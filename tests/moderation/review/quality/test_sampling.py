from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from auth.core.errors import InvalidError
from auth.core.permissions import Role
from auth.db.database import Database
from moderation.discussion.models import Comment
from moderation.discussion.rules import Status
from moderation.policy.rules import CauseKind
from moderation.review.items.models import ReviewCause, ReviewItem
from moderation.review.items.rules import Reason
from moderation.review.quality.inputs import SetAuditSample
from moderation.review.quality.sampling_models import AuditDraw
from moderation.review.quality.services import sampling
from moderation.tuning.services.past_comments import read_past_comments
from moderation.tuning.services.samples import sample
from tests import newsroom
from tests.judged import decided, judged

MONTH = timedelta(days=30)


def posted(
    session: Session, now: datetime, *, share: float, most: int = 1_000, count: int = 20
) -> Sequence[Comment]:
    """Set the plan, publish *count* harmless comments, and hold one."""
    newsroom.ensure_newsroom(session, now=now)
    ada = newsroom.person(session, "Ada", now=now, role=Role.ADMIN)
    sampling.set_plan(
        session,
        SetAuditSample(share=share, most_a_day=most),
        actor_id=ada.account_id,
        now=now,
    )
    article = newsroom.article(session, now=now)
    reader = newsroom.person(session, "Ruth", now=now)
    judged(session, reader, article, "Held", 0.99, now=now)
    return [
        judged(session, reader, article, f"Comment {each}", 0.1, now=now)
        for each in range(count)
    ]


def draws(session: Session) -> Sequence[AuditDraw]:
    return session.scalars(select(AuditDraw).order_by(AuditDraw.id)).all()


def test_a_drawn_comment_stays_published_and_waits_on_a_blind_card(
    database: Database, now: datetime
) -> None:
    with database.unit_of_work(write=True) as work:
        comments = posted(work.session, now, share=1.0, count=1)

        made = draws(work.session)
        item = work.session.scalars(
            select(ReviewItem).where(ReviewItem.comment_id == comments[0].id)
        ).one()
        cause = work.session.scalars(
            select(ReviewCause).where(ReviewCause.item_id == item.id)
        ).one()
        assert [each.comment_id for each in made] == [comments[0].id]
        assert (item.is_blind, cause.kind) == (True, CauseKind.AUDIT_SAMPLE)
        assert comments[0].status is Status.PUBLISHED


@pytest.mark.parametrize(("share", "most"), [(0.0, 100), (1.0, 0)])
def test_nothing_is_drawn_where_nothing_is_planned(
    database: Database, now: datetime, share: float, most: int
) -> None:
    with database.unit_of_work(write=True) as work:
        posted(work.session, now, share=share, most=most)

        assert not draws(work.session)


def test_the_hash_of_the_revision_decides_who_is_drawn(
    database: Database, now: datetime
) -> None:
    with database.unit_of_work(write=True) as work:
        comments = posted(work.session, now, share=0.5, count=40)

        lucky = [
            each.id
            for each in comments
            if sampling.hash_fraction_of(each.latest_revision_id or 0) < 0.5
        ]
        assert [each.comment_id for each in draws(work.session)] == lucky
        assert 0 < len(lucky) < 40


def test_no_more_are_drawn_than_planned_and_each_keeps_its_chance(
    database: Database, now: datetime
) -> None:
    with database.unit_of_work(write=True) as work:
        posted(work.session, now, share=1.0, most=5, count=40)

        made = draws(work.session)
        assert len(made) <= 5
        assert made[0].probability == 1.0
        assert made[-1].probability < 1.0


def test_the_luck_of_revisions_is_even() -> None:
    lucky = sum(sampling.hash_fraction_of(each) < 0.1 for each in range(10_000))

    assert 900 < lucky < 1_100


@pytest.mark.parametrize(("share", "most"), [(-0.1, 5), (1.1, 5), (0.5, 10_001)])
def test_an_impossible_plan_is_refused(
    database: Database, now: datetime, share: float, most: int
) -> None:
    with database.unit_of_work(write=True) as work:
        with pytest.raises(InvalidError):
            posted(work.session, now, share=share, most=most)

        assert sampling.plan(work.session) is None


def test_decisions_on_the_audit_sample_estimate_what_is_missed(
    database: Database, now: datetime
) -> None:
    with database.unit_of_work(write=True) as work:
        session = work.session
        comments = posted(session, now, share=1.0, count=8)
        edith = newsroom.person(session, "Edith", now=now, role=Role.MODERATOR)
        for each in comments[:4]:
            reason = Reason.INSULT if each is comments[0] else None
            decided(session, edith, each, reason, now=now)

        found = sample(session, "general", now - MONTH)
        past = read_past_comments(session, "general", now=now)

    assert (found.drawn, found.decided, found.rejected) == (8, 4, 1)
    assert found.missed.value == pytest.approx(1 / 4)
    assert past.stands_for is not None
    assert past.stands_for.sum() == pytest.approx(8)
