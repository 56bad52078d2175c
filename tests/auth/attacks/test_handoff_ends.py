"""A ticket ends when sessions end, and is valid in one place only."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta, tzinfo
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select, update

from auth.accounts import lookup
from auth.core.models import Account, Registration
from auth.db.database import Database
from auth.sites.lookup import ensure_site
from moderation import app as application
from tests import newsroom
from tests.auth.attacks.handing import sessions_in, ticket_of
from tests.auth.conftest import Mails
from tests.auth.visitor import PASSWORD, Visitor
from tests.conftest import empty


def clock_off_by(minutes: int) -> type[datetime]:
    """Return a clock that is wrong by some minutes."""

    class Wrong(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Wrong:
            moment = datetime.now(tz) + timedelta(minutes=minutes)
            return cls.fromtimestamp(moment.timestamp(), tz)

    return Wrong


def test_a_stolen_ticket_is_worth_nothing_after_a_log_out(
    visitor: Visitor, another: Visitor
) -> None:
    ticket = ticket_of(visitor)
    visitor.client.delete_cookie("handoff", domain="localhost")
    visitor.log_in("reader@reader.example")
    visitor.log_out()
    another.plant("handoff", ticket)

    another.get("/")

    assert not another.is_logged_in()


def change_password(owner: Visitor, _mails: Mails, _database: Database) -> None:
    owner.log_in("reader@reader.example")
    owner.send(
        "/account/password",
        form="/account",
        current_password=PASSWORD,
        password="a new and longer password",
    )


def reset_password(owner: Visitor, mails: Mails, _database: Database) -> None:
    verify = re.search(r"/verify/\S+", mails("reader@reader.example")[-1].body)
    assert verify
    owner.send(verify.group(), answer="confirm")
    owner.send("/reset", email="reader@reader.example")
    reset = re.search(r"/reset/\S+", mails("reader@reader.example")[-1].body)
    assert reset
    owner.send(reset.group(), password="a new and longer password")


def disown(owner: Visitor, mails: Mails, _database: Database) -> None:
    verify = re.search(r"/verify/\S+", mails("reader@reader.example")[-1].body)
    assert verify
    owner.send(verify.group(), answer="not-me", sure="1")


def ban(_owner: Visitor, _mails: Mails, database: Database) -> None:
    with database.unit_of_work(write=True) as work:
        work.session.scalars(select(Account)).one().disabled_at = work.now


def erase(_owner: Visitor, _mails: Mails, database: Database) -> None:
    with database.unit_of_work(write=True) as work:
        account_id = work.session.scalars(select(Account.id)).one()
        lookup.remove(work.session, account_id)


@pytest.mark.parametrize(
    "happens", [change_password, reset_password, disown, ban, erase]
)
def test_a_stolen_ticket_does_not_outlive_what_ends_sessions(
    visitor: Visitor,
    another: Visitor,
    mails: Mails,
    database: Database,
    happens: Callable[[Visitor, Mails, Database], None],
) -> None:
    ticket = ticket_of(visitor)
    visitor.client.delete_cookie("handoff", domain="localhost")
    happens(visitor, mails, database)
    another.plant("handoff", ticket)

    another.get("/")

    assert not another.is_logged_in()


def test_a_second_registration_in_a_browser_voids_the_ticket_of_the_first(
    visitor: Visitor, another: Visitor
) -> None:
    ticket = ticket_of(visitor)
    visitor.client.delete_cookie("handoff", domain="localhost")
    visitor.register("Second")
    another.plant("handoff", ticket)

    another.get("/")

    assert not another.is_logged_in()


def test_a_ticket_of_one_site_is_worth_nothing_on_another(
    app: Flask, database: Database, visitor: Visitor
) -> None:
    with database.unit_of_work(write=True) as work:
        ensure_site(work.session, name="Evening", host="evening.test", now=work.now)
    elsewhere = Visitor(app, "http://evening.test")
    elsewhere.plant("handoff", ticket_of(visitor))

    elsewhere.get("/")

    assert not elsewhere.is_logged_in()
    assert sessions_in(database) == 0


@pytest.mark.parametrize("minutes", [-5, 5])
@pytest.mark.parametrize(("seconds_left", "is_good"), [(30, True), (-30, False)])
def test_a_ticket_ends_by_the_databases_clock_whatever_a_machine_thinks(
    postgresql_database: Database,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    minutes: int,
    seconds_left: int,
    is_good: bool,
) -> None:
    empty(postgresql_database)
    with postgresql_database.unit_of_work(write=True) as work:
        newsroom.ensure_newsroom(work.session, now=work.now)
    app = application.create_app(
        application.testing_config(tmp_path),
        application.Parts(database=postgresql_database),
    )
    visitor = Visitor(app)
    ticket_of(visitor)
    with postgresql_database.unit_of_work(write=True) as work:
        until = work.now + timedelta(seconds=seconds_left)
        work.session.execute(update(Registration).values(ticket_until=until))
    monkeypatch.setattr("auth.db.database.datetime", clock_off_by(minutes))

    visitor.get("/")

    assert visitor.is_logged_in() == is_good
