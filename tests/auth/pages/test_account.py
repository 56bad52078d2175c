"""A person's own account: its password and where it is logged in."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from auth.access.staff import roles
from auth.core.models import Account, LoginSession
from auth.core.permissions import Role
from auth.core.rules import READER_TIMEOUTS, STAFF_TIMEOUTS, Timeouts
from auth.db.database import Database
from tests.auth.conftest import Mails, People
from tests.auth.visitor import PASSWORD, Visitor

ADDRESS = "alice@reader.example"


@pytest.fixture
def alice(app: Flask, account: People) -> Visitor:
    """Alice, logged in."""
    account("Alice")
    visitor = Visitor(app)
    visitor.log_in(ADDRESS)
    return visitor


def change(visitor: Visitor, current: str, new: str) -> int:
    return visitor.send(
        "/account/password", form="/account", current_password=current, password=new
    ).status_code


def test_changing_the_password_logs_every_other_browser_out_and_tells_the_owner(
    alice: Visitor, another: Visitor, mails: Mails
) -> None:
    another.log_in(ADDRESS)

    change(alice, PASSWORD, "a new and longer password")

    assert alice.is_logged_in()
    assert not another.is_logged_in()
    assert mails(ADDRESS)[-1].subject == "Your password for The Courier was changed"


@pytest.mark.parametrize(
    ("current", "new"),
    [
        ("", "a new and longer password"),
        ("wrong", "a new and longer password"),
        (PASSWORD, "short"),
        (PASSWORD, "password123"),
        (PASSWORD, "x" * 257),
    ],
    ids=["no current", "wrong current", "too short", "common", "too long"],
)
def test_a_change_that_is_refused_leaves_the_password_as_it_is(
    alice: Visitor, another: Visitor, current: str, new: str
) -> None:
    assert change(alice, current, new) == 422
    another.log_in(ADDRESS)
    assert another.is_logged_in()


@pytest.mark.parametrize(
    "password",
    ["eight chars"[:8] + "!", "pässwörter und  Leerzeichen " * 7, "\N{SNOWMAN}" * 64],
)
def test_a_password_is_taken_exactly_as_typed(
    alice: Visitor, another: Visitor, password: str
) -> None:
    change(alice, PASSWORD, password)

    another.log_in(ADDRESS, password)

    assert another.is_logged_in()


def test_a_reader_ends_a_session_of_their_own_but_of_nobody_else(
    alice: Visitor, another: Visitor, database: Database
) -> None:
    another.join("Bob")
    with database.unit_of_work(write=False) as work:
        bobs = work.session.scalars(
            select(LoginSession.id)
            .join(Account, Account.id == LoginSession.account_id)
            .where(Account.display_name == "Bob")
        ).one()

    answer = alice.send(f"/account/sessions/{bobs}/end", form="/account")

    assert answer.status_code == 404
    assert another.is_logged_in()


def test_a_reset_logs_nobody_in_and_its_link_is_good_once(
    alice: Visitor, another: Visitor, mails: Mails
) -> None:
    another.send("/reset", email=ADDRESS)
    link = re.search(r"/reset/\S+", mails(ADDRESS)[-1].body)
    assert link is not None
    another.send(link.group(), password="a new and longer password")

    assert not another.is_logged_in()
    assert not alice.is_logged_in()
    assert another.get(link.group()).status_code == 404


@pytest.mark.parametrize(
    ("role", "timeouts"),
    [(Role.READER, READER_TIMEOUTS), (Role.MODERATOR, STAFF_TIMEOUTS)],
)
@pytest.mark.parametrize("column", ["last_seen_at", "created_at"])
def test_a_session_ends_when_idle_or_too_old(
    app: Flask,
    account: People,
    database: Database,
    role: Role,
    timeouts: Timeouts,
    column: str,
) -> None:
    account("Alice", role)
    visitor = Visitor(app)
    visitor.log_in(ADDRESS)
    longest = timeouts.idle if column == "last_seen_at" else timeouts.absolute
    with database.unit_of_work(write=True) as work:
        then = work.now - longest - timedelta(seconds=1)
        work.session.execute(update(LoginSession).values({column: then}))

    assert not visitor.is_logged_in()


def test_a_role_taken_away_holds_from_the_next_request(
    app: Flask, account: People, database: Database
) -> None:
    account_id = account("Alice", Role.MODERATOR)
    visitor = Visitor(app)
    visitor.log_in(ADDRESS)
    with database.unit_of_work(write=True) as work:
        roles.revoke(work.session, account_id=account_id, role=Role.MODERATOR)

    assert visitor.get("/queue").status_code == 403


def test_a_stored_password_is_argon2id(alice: Visitor, database: Database) -> None:
    assert alice.is_logged_in()
    with database.unit_of_work(write=False) as work:
        stored = work.session.scalars(select(Account.password_hash)).one()

    assert stored.startswith("$argon2id$")


def test_an_admin_logs_a_reader_out_everywhere(
    app: Flask, alice: Visitor, account: People, database: Database
) -> None:
    account("Chief", Role.ADMIN)
    chief = Visitor(app)
    chief.log_in("chief@reader.example")
    with database.unit_of_work(write=False) as work:
        query = select(Account.id).where(Account.display_name == "Alice")
        alice_id = work.session.scalars(query).one()
    page = f"/staff/authors/{alice_id}"

    answer = chief.send(f"/admin/accounts/{alice_id}/sessions/end", page, next=page)

    assert answer.headers["Location"] == page
    assert not alice.is_logged_in()
    assert chief.is_logged_in()
