"""Attacks on the ticket that a registration hands over."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from auth.accounts import registration
from auth.core import tokens
from auth.core.models import Registration
from auth.db.database import Database
from tests.auth.attacks.handing import THANKS, everything_stored, sessions_in, ticket_of
from tests.auth.conftest import Mails
from tests.auth.visitor import SENTENCE, Visitor

ADDRESS = "reader@reader.example"


def test_the_first_sight_of_the_thanks_is_anonymous_and_the_next_is_not(
    visitor: Visitor,
) -> None:
    visitor.register()

    first, second = visitor.see(THANKS), visitor.see(THANKS)

    assert SENTENCE in first
    assert "Log out" not in first
    assert "Welcome, <bdi>Reader</bdi>" in second


def test_a_ticket_that_was_used_logs_nobody_in_again(
    visitor: Visitor, another: Visitor
) -> None:
    ticket = ticket_of(visitor)
    visitor.get("/")
    another.plant("handoff", ticket)

    another.get("/")

    assert not another.is_logged_in()
    assert another.cookie("handoff") is None


@pytest.mark.parametrize("path", ["/%5Celsewhere.example", "/%09/elsewhere.example"])
def test_a_ticket_leads_to_no_other_site(visitor: Visitor, path: str) -> None:
    ticket_of(visitor)

    answer = visitor.get(path)

    assert answer.headers["Location"] == path


def test_two_tabs_that_refresh_at_once_open_one_session(
    app: Flask, database: Database, visitor: Visitor
) -> None:
    ticket = ticket_of(visitor)
    tabs = [Visitor(app) for _ in range(6)]
    for tab in tabs:
        tab.plant("handoff", ticket)

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda tab: tab.get("/"), tabs))

    assert sessions_in(database) == 1


@pytest.mark.parametrize(("seconds", "is_good"), [(-1, True), (1, False)])
def test_a_ticket_is_good_for_ten_minutes(
    visitor: Visitor, database: Database, seconds: int, is_good: bool
) -> None:
    ticket = ticket_of(visitor)
    with database.unit_of_work(write=True) as work:
        until = work.session.scalars(select(Registration.ticket_until)).one()
        assert until is not None

        account_id = registration.redeem(
            work.session,
            ticket=ticket,
            host="localhost",
            now=until + timedelta(seconds=seconds),
        )

    assert (account_id is not None) == is_good


@pytest.mark.parametrize(
    "spoil",
    [
        lambda ticket: ticket[:-1],
        lambda ticket: ticket[::-1],
        lambda ticket: ticket + "A",
        lambda _: "' OR 1=1 --",
        lambda _: "\N{SNOWMAN}",
    ],
    ids=["truncated", "reversed", "longer", "SQL", "not ASCII"],
)
def test_a_ticket_that_was_tampered_with_is_worth_nothing(
    visitor: Visitor, another: Visitor, spoil: object
) -> None:
    assert callable(spoil)
    another.plant("handoff", spoil(ticket_of(visitor)))

    page = another.get("/")

    assert page.status_code == 200
    assert not another.is_logged_in()


def test_the_digests_in_a_stolen_database_log_nobody_in(
    visitor: Visitor, another: Visitor, database: Database
) -> None:
    ticket_of(visitor)
    with database.unit_of_work(write=False) as work:
        stolen = work.session.scalars(select(Registration.ticket_digest)).one()
    assert stolen
    another.plant("handoff", stolen)
    another.plant("sid", stolen)

    another.get("/")

    assert not another.is_logged_in()


def test_a_reader_who_is_logged_in_stays_who_they_are(
    visitor: Visitor, another: Visitor
) -> None:
    another.join("Alice")
    another.plant("handoff", ticket_of(visitor))

    page = another.see("/account")

    assert "Alice" in page
    assert another.cookie("handoff") is None


def test_the_ticket_is_nowhere_but_in_its_cookie(
    visitor: Visitor,
    mails: Mails,
    database: Database,
    capsys: pytest.CaptureFixture[str],
) -> None:
    registered = visitor.register()
    thanks = visitor.get(THANKS)
    ticket, receipt = visitor.cookie("handoff"), visitor.cookie("receipt")
    assert ticket
    assert receipt
    redeemed, welcome, front = visitor.get("/"), visitor.get(THANKS), visitor.get("/")
    session = visitor.cookie("sid")
    assert session

    said = capsys.readouterr()

    with database.unit_of_work(write=False) as work:
        kept = work.session.scalars(select(Registration.ticket_digest)).one()
    assert kept == tokens.digest(ticket)
    answers = (registered, thanks, redeemed, welcome, front)
    shown = "".join(
        line
        for answer in answers
        for line in (answer.text, *(v for k, v in answer.headers if k != "Set-Cookie"))
    )
    mailed = "".join(each.subject + each.body for each in mails(ADDRESS))
    for secret in (ticket, receipt.partition(".")[0], session):
        assert secret not in shown
        assert secret not in mailed
        assert secret not in said.out + said.err
        assert secret not in everything_stored(database)
