from __future__ import annotations

from datetime import datetime, timedelta

import numpy as np
import pytest
from sqlalchemy.orm import Session

from auth.core.permissions import Role
from auth.db.database import Database
from moderation.discussion.models import Comment
from moderation.review.decisions.inputs import UndoDecision
from moderation.review.decisions.services import decisions
from moderation.review.items.models import Decision
from moderation.review.items.rules import Reason
from moderation.scoring.base.labels import Label
from moderation.tuning.rules.past_comments import PastComments, PastDecision
from moderation.tuning.services.past_comments import (
    WINDOW,
    fate_there,
    read_past_comments,
)
from tests import newsroom
from tests.judged import decided, judged

TOXICITIES = (0.99, 0.97, 0.96, 0.10, None)


def month(session: Session, now: datetime) -> list[Comment]:
    """Found a newsroom with a rejected, an approved, a held and two quiet comments."""
    newsroom.ensure_newsroom(session, now=now)
    article = newsroom.article(session, now=now)
    reader = newsroom.person(session, "Ruth", now=now)
    edith = newsroom.person(session, "Edith", now=now, role=Role.MODERATOR)
    comments = [
        judged(session, reader, article, f"Comment {each}", each, now=now)
        for each in TOXICITIES
    ]
    decided(session, edith, comments[0], Reason.INSULT, now=now)
    decided(session, edith, comments[1], None, now=now)
    return comments


def fates(past: PastComments) -> dict[float | None, PastDecision]:
    """Return the decision on each comment, by its toxicity."""
    column = past.column(Label.TOXICITY)
    return {
        None if np.isnan(score) else round(float(score), 2): PastDecision(fate)
        for score, fate in zip(column, past.fates, strict=True)
    }


def test_the_past_holds_scores_and_what_people_made_of_them(
    database: Database, now: datetime
) -> None:
    with database.unit_of_work(write=True) as work:
        month(work.session, now)

        past = read_past_comments(work.session, "general", now=now)

    assert fates(past) == {
        0.99: PastDecision.REJECTED,
        0.97: PastDecision.APPROVED,
        0.96: PastDecision.UNDECIDED,
        0.1: PastDecision.UNDECIDED,
        None: PastDecision.UNDECIDED,
    }


def test_a_decision_that_was_undone_counts_as_none(
    database: Database, now: datetime
) -> None:
    with database.unit_of_work(write=True) as work:
        month(work.session, now)
        first = work.session.query(Decision).order_by(Decision.id).first()
        assert first is not None
        decisions.undo(
            work.session,
            UndoDecision(decision_id=first.id),
            moderator_id=first.actor_id,
            now=now,
        )

        past = read_past_comments(work.session, "general", now=now)

    assert fates(past)[0.99] == PastDecision.UNDECIDED


def test_a_profile_sees_neither_others_comments_nor_older_ones(
    database: Database, now: datetime
) -> None:
    with database.unit_of_work(write=True) as work:
        month(work.session, now)

        other = read_past_comments(work.session, "conflict", now=now)
        later = read_past_comments(
            work.session, "general", now=now + WINDOW + timedelta(days=1)
        )

    assert (len(other), len(later)) == (0, 0)


@pytest.mark.parametrize("newest", ["b-c2", "b-int8-c2"])
def test_what_another_calibration_scored_is_not_replayed(
    database: Database, now: datetime, newest: str
) -> None:
    with database.unit_of_work(write=True) as work:
        newsroom.ensure_newsroom(work.session, now=now)
        article = newsroom.article(work.session, now=now)
        reader = newsroom.person(work.session, "Ruth", now=now)
        for number, version in enumerate(("b-int8-c1", "b-c2", "b-int8-c2", newest)):
            judged(
                *(work.session, reader, article, f"Comment {number}", 0.1 * number),
                now=now,
                model=("b", version),
            )

        past = read_past_comments(work.session, "general", now=now)

    assert set(fates(past)) == {0.1, 0.2, 0.3}


@pytest.mark.parametrize(
    ("detail", "expected"),
    [
        ({"state": "approved"}, PastDecision.APPROVED),
        ({"state": "approved", "judge": "person"}, PastDecision.APPROVED),
        ({"state": "rejected", "judge": "person"}, PastDecision.REJECTED),
        ({"state": "rejected", "judge": "machine"}, None),
        ({"state": "published"}, None),
        ({}, None),
    ],
)
def test_only_what_people_decided_elsewhere_is_replayed(
    detail: dict[str, str], expected: PastDecision | None
) -> None:
    assert fate_there(detail) is expected
