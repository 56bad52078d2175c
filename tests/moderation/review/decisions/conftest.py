"""A desk with one held comment."""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy import select

from auth.core.permissions import Role
from auth.db.database import Database
from moderation.intake.worker import Worker
from moderation.review.items.models import ReviewItem
from moderation.scoring.runtime.fixed_scorer import FixedScorer
from tests import newsroom
from tests.moderation.review.decisions.desk import Desk


@pytest.fixture
def desk(database: Database, now: datetime) -> Desk:
    with database.unit_of_work(write=True) as work:
        newsroom.ensure_newsroom(work.session, now=now)
        article = newsroom.article(work.session, now=now)
        author = newsroom.person(work.session, "Red Scarf", now=now)
        reader = newsroom.person(work.session, "Amina", now=now)
        edith = newsroom.person(work.session, "Edith", now=now, role=Role.MODERATOR)
        samuel = newsroom.person(work.session, "Samuel", now=now, role=Role.MODERATOR)
        comment = newsroom.post(
            work.session, author, article, "They are vermin.", now=now
        )
        comment_id = comment.id
    Worker(database, FixedScorer()).run_once()
    with database.unit_of_work(write=False) as work:
        item_id = work.session.scalars(select(ReviewItem.id)).one()
    return Desk(database, comment_id, item_id, edith, samuel, reader)
