"""Comments whose authors may appeal."""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy import select

from auth.core.models import Site
from auth.core.permissions import Role
from auth.db.database import Database
from moderation.intake.worker import Worker
from moderation.review.items.rules import Action
from moderation.scoring.runtime.fixed_scorer import FixedScorer
from tests import newsroom
from tests.moderation.review.appeals.cases import HATEFUL, Case
from tests.moderation.review.appeals.holds import PASTED, Held


@pytest.fixture
def case(database: Database, now: datetime) -> Case:
    with database.unit_of_work(write=True) as work:
        session = work.session
        newsroom.ensure_newsroom(session, now=now)
        article = newsroom.article(session, now=now, subjects=newsroom.WAR)
        author = newsroom.person(session, "Nour", now=now)
        edith = newsroom.person(session, "Edith", now=now, role=Role.MODERATOR)
        samuel = newsroom.person(session, "Samuel", now=now, role=Role.MODERATOR)
        comment = newsroom.post(session, author, article, HATEFUL, now=now)
        case = Case(database, comment.id, author, edith, samuel)
    Worker(database, FixedScorer()).run_once()
    case.rejection_id = case.decide(edith, Action.REJECT, now)
    return case


@pytest.fixture
def held(database: Database, now: datetime) -> Held:
    with database.unit_of_work(write=True) as work:
        session = work.session
        newsroom.ensure_newsroom(session, now=now)
        article = newsroom.article(session, now=now, subjects=newsroom.WAR)
        author = newsroom.person(session, "Nour", now=now)
        other = newsroom.person(session, "Rashid", now=now)
        edith = newsroom.person(session, "Edith", now=now, role=Role.MODERATOR)
        lead = newsroom.post(session, other, article, PASTED, now=now)
        copy = newsroom.post(session, author, article, f"{PASTED}!", now=now)
        site_id = session.scalars(select(Site.id)).one()
        ids = lead.id, copy.id
    Worker(database, FixedScorer()).run_once()
    return Held(database, now, site_id, author, edith, *ids)
