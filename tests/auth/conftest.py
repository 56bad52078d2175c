"""A newsroom with its pages, on each database, and its visitors."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from auth.access.staff import roles
from auth.accounts import lookup, passwords
from auth.core.permissions import Role
from auth.db.database import Database
from moderation.app import Parts, create_app, testing_config
from moderation.platform import outbox
from moderation.platform.config import Environment
from tests import newsroom
from tests.auth.forger import Forger
from tests.auth.visitor import PASSWORD, Visitor

Mails = Callable[[str], list[outbox.OutboxMessage]]
People = Callable[..., int]


@pytest.fixture
def app(database: Database, tmp_path: Path) -> Flask:
    """The application on a newsroom with one site."""
    with database.unit_of_work(write=True) as work:
        newsroom.ensure_newsroom(work.session, now=work.now)
    return create_app(testing_config(tmp_path), Parts(database=database))


@pytest.fixture
def production(database: Database, tmp_path: Path) -> Flask:
    """The same application with the rules of production."""
    with database.unit_of_work(write=True) as work:
        newsroom.ensure_newsroom(work.session, now=work.now)
    config = testing_config(
        tmp_path,
        environment=Environment.PRODUCTION,
        classifier="bundled",
        secret_key="a secret that only this test knows, and long",
        base_url="https://localhost",
        smtp_url="smtp://localhost",
    )
    return create_app(config, Parts(database=database))


@pytest.fixture
def visitor(app: Flask) -> Visitor:
    """A new visitor."""
    return Visitor(app)


@pytest.fixture
def another(app: Flask) -> Visitor:
    """Another visitor, in another browser."""
    return Visitor(app)


@pytest.fixture
def mails(database: Database) -> Mails:
    """Return the mails to an address, the oldest first."""

    def to(address: str) -> list[outbox.OutboxMessage]:
        with database.unit_of_work(write=False) as work:
            found = work.session.scalars(
                select(outbox.OutboxMessage)
                .where(outbox.OutboxMessage.recipient == address)
                .order_by(outbox.OutboxMessage.id)
            ).all()
            work.session.expunge_all()
            return list(found)

    return to


@pytest.fixture
def account(database: Database) -> People:
    """Create an account with a confirmed address and the usual password."""

    def make(name: str, role: Role = Role.READER, *, is_verified: bool = True) -> int:
        with database.unit_of_work(write=True) as work:
            made = lookup.create(
                work.session,
                display_name=name,
                email=f"{name.lower()}@reader.example",
                password_hash=passwords.hash_password(PASSWORD),
                now=work.now,
                is_verified=is_verified,
            )
            if role is not Role.READER:
                roles.grant(work.session, account_id=made.id, role=role, now=work.now)
            return made.id

    return make


@pytest.fixture(scope="session")
def forging() -> Iterator[Forger]:
    """A provider whose answers a test can falsify, one for all tests."""
    with Forger.serving() as forger:
        yield forger


@pytest.fixture
def forger(forging: Forger) -> Forger:
    """The same with true answers, until the test changes them."""
    forging.tell_the_truth()
    return forging
