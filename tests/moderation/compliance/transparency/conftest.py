"""A newsroom that reports to a false Transparency Database, with its people."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import select

from auth.core.actor import Actor
from auth.core.permissions import Role
from moderation.compliance.transparency.models import TransparencySetting
from tests.calling import Caller, Newsroom
from tests.transparency_database import FakeDatabase, serving


@pytest.fixture
def fake() -> Iterator[FakeDatabase]:
    with serving() as database:
        yield database


@pytest.fixture
def admin(called: Newsroom, fake: FakeDatabase) -> Caller:
    """An admin who has set up the sandbox some hours ago."""
    ada, _ = called.person("Ada", Role.ADMIN)
    sent = ada.send(
        "/admin/transparency",
        target="sandbox",
        sandbox_url=fake.url,
        platform_token=fake.token,
        reports_holds="1",
    )
    assert sent.status_code == 303, sent.get_data(as_text=True)
    with called.database.unit_of_work(write=True) as work:
        setting = work.session.scalars(select(TransparencySetting)).one()
        setting.gathered_until = setting.held_until = work.now - timedelta(days=3)
    return ada


@pytest.fixture
def people(called: Newsroom) -> tuple[Actor, Actor]:
    """A moderator and an author."""
    return called.person("Mo", Role.MODERATOR)[1], called.person("Ann Author")[1]
