"""A text that several people pasted."""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy import select

from auth.core.models import Site
from auth.core.permissions import Role
from auth.db.database import Database
from moderation.discussion.rules import Cause, Status
from moderation.discussion.services import transitions
from moderation.policy.rules import CauseKind, VerdictCause
from moderation.review.items.services import items
from tests import newsroom
from tests.moderation.review.items.brigades import OTHER, PASTED, Brigade


@pytest.fixture
def brigade(database: Database, now: datetime) -> Brigade:
    texts = (PASTED, f"{PASTED}!!", OTHER, PASTED.upper())
    with database.unit_of_work(write=True) as work:
        session = work.session
        newsroom.ensure_newsroom(session, now=now)
        article = newsroom.article(session, now=now)
        edith = newsroom.person(session, "Edith", now=now, role=Role.MODERATOR)
        samuel = newsroom.person(session, "Samuel", now=now, role=Role.MODERATOR)
        opened = []
        for number, text in enumerate(texts):
            author = newsroom.person(session, f"Reader {number}", now=now)
            comment = newsroom.post(session, author, article, text, now=now)
            transitions.move(
                session, comment, to=Status.HELD, cause=Cause.VERDICT, now=now
            )
            item = items.open_item(
                session,
                comment=comment,
                revision=newsroom.latest(session, comment),
                causes=[VerdictCause(CauseKind.CLASSIFIER, score=0.8)],
                now=now,
            )
            opened.append(item.id)
        site_id = session.scalars(select(Site.id)).one()
    return Brigade(database, site_id, edith, samuel, now, opened)
