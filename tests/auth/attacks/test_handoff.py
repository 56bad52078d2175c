"""Attacks on the ticket that a registration hands over."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from auth import accounts, registration, tokens
from auth.database import Database
from auth.models import Account, LoginSession, Registration
from auth.sites import found_site
from tests.auth.visitor import PASSWORD, SENTENCE, Visitor

THANKS = "/register/thanks"


def ticket_of(visitor: Visitor) -> str:
    """Register and return the ticket, not yet used."""
    visitor.register()
    visitor.get(THANKS)
    ticket = visitor.cookie("handoff")
    assert ticket is not None
    return ticket


def sessions_in(database: Database) -> int:
    with database.unit_of_work(write=False) as work:
        return work.session.scalar(select(func.count(LoginSession.id))) or 0


def test_the_first_sight_of_the_thanks_is_anonymous_and_the_next_is_not(
    visitor: Visitor,
) -> None:
    visitor.register()

    first, second = visitor.see(THANKS), visitor.see(THANKS)

    assert SENTENCE in first
    assert "Log out" not in first
    assert "Welcome, Reader" in second


def test_a_ticket_that_was_used_logs_nobody_in_again(
    visitor: Visitor, another: Visitor
) -> None:
    ticket = ticket_of(visitor)
    visitor.get("/")
    another.plant("handoff", ticket)

    another.get("/")

    assert not another.is_logged_in()
    assert another.cookie("handoff") is None


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


@pytest.mark.parametrize("what", ["password change", "ban", "erasure"])
def test_a_stolen_ticket_does_not_outlive_what_ends_sessions(
    visitor: Visitor, another: Visitor, database: Database, what: str
) -> None:
    ticket = ticket_of(visitor)
    with database.unit_of_work(write=True) as work:
        account = work.session.scalars(select(Account)).one()
        if what == "password change":
            accounts.end_sessions(work.session, account.id, now=work.now)
        elif what == "ban":
            account.disabled_at = work.now
        else:
            accounts.remove(work.session, account.id)
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


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec_Fetch_Dest": "image", "Sec_Fetch_Mode": "no-cors"},
        {"Sec_Fetch_Dest": "iframe", "Sec_Fetch_Mode": "navigate"},
        {"Sec_Fetch_Dest": "empty", "Sec_Fetch_Mode": "cors"},
    ],
    ids=["img", "iframe", "fetch"],
)
def test_what_another_site_embeds_does_not_redeem(
    visitor: Visitor, database: Database, headers: dict[str, str]
) -> None:
    ticket_of(visitor)

    visitor.get("/", **headers, Sec_Fetch_Site="cross-site")

    assert sessions_in(database) == 0
    assert visitor.cookie("handoff")


def test_a_reload_after_arriving_from_another_site_does_redeem(
    visitor: Visitor,
) -> None:
    ticket_of(visitor)

    visitor.get(
        "/",
        Sec_Fetch_Dest="document",
        Sec_Fetch_Mode="navigate",
        Sec_Fetch_Site="cross-site",
    )

    assert visitor.is_logged_in()


@pytest.mark.parametrize("purpose", ["prefetch", "prefetch;prerender"])
def test_a_prefetch_and_a_prerender_do_not_redeem(
    visitor: Visitor, database: Database, purpose: str
) -> None:
    ticket_of(visitor)

    answer = visitor.get(
        "/",
        Sec_Purpose=purpose,
        Sec_Fetch_Dest="document",
        Sec_Fetch_Mode="navigate",
    )

    assert answer.status_code == 503
    assert sessions_in(database) == 0
    assert visitor.cookie("handoff")


@pytest.mark.parametrize("method", ["HEAD", "OPTIONS"])
def test_asking_without_opening_a_page_does_not_redeem(
    visitor: Visitor, database: Database, method: str
) -> None:
    ticket_of(visitor)

    visitor.ask(method, "/")

    assert sessions_in(database) == 0


def test_a_reader_who_is_logged_in_stays_who_they_are(
    visitor: Visitor, another: Visitor
) -> None:
    another.join("Alice")
    another.plant("handoff", ticket_of(visitor))

    page = another.see("/account")

    assert "Alice" in page
    assert another.cookie("handoff") is None


def test_a_ticket_of_one_publication_is_worth_nothing_on_another(
    app: Flask, database: Database, visitor: Visitor
) -> None:
    with database.unit_of_work(write=True) as work:
        found_site(work.session, name="Evening", host="evening.test", now=work.now)
    elsewhere = Visitor(app, "http://evening.test")
    elsewhere.plant("handoff", ticket_of(visitor))

    elsewhere.get("/")

    assert not elsewhere.is_logged_in()
    assert sessions_in(database) == 0


def test_a_ticket_ends_by_the_one_clock_that_all_machines_share(
    visitor: Visitor, database: Database
) -> None:
    ticket_of(visitor)
    with database.unit_of_work(write=True) as work:
        work.session.execute(
            update(Registration).values(ticket_until=work.now - timedelta(seconds=1))
        )

    visitor.get("/")

    assert not visitor.is_logged_in()


def test_a_browser_without_cookies_is_told_so_and_not_sent_in_circles(
    app: Flask, visitor: Visitor
) -> None:
    visitor.register()
    forgetful = app.test_client(use_cookies=False)

    page = forgetful.get(THANKS)

    assert page.status_code == 200
    assert "your browser may refuse cookies" in page.text


def test_the_ticket_is_nowhere_but_in_its_cookie(
    visitor: Visitor, database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    visitor.register()
    thanks = visitor.get(THANKS)
    ticket = visitor.cookie("handoff")
    assert ticket
    redeemed = visitor.get("/")

    said = capsys.readouterr()

    with database.unit_of_work(write=False) as work:
        kept = work.session.scalars(select(Registration.ticket_digest)).one()
    assert kept == tokens.digest(ticket)
    assert ticket not in thanks.text + redeemed.text + redeemed.location
    assert ticket not in said.out + said.err


def test_the_address_to_go_on_to_is_always_on_this_site(visitor: Visitor) -> None:
    visitor.register(then="//evil.example")

    page = visitor.see(THANKS)

    assert "evil.example" not in page


@pytest.mark.parametrize("path", ["/register", "/login"])
def test_another_site_cannot_send_the_forms(visitor: Visitor, path: str) -> None:
    fields = {
        "csrf_token": visitor.form_token(path),
        "display_name": "Forged",
        "email": "forged@reader.example",
        "password": PASSWORD,
    }

    answer = visitor.client.post(
        path, data=fields, headers={"Sec-Fetch-Site": "cross-site"}
    )

    assert answer.status_code == 403
    assert not visitor.is_logged_in()


def test_a_form_without_its_token_is_refused(visitor: Visitor) -> None:
    answer = visitor.client.post("/register", data={"display_name": "Forged"})

    assert answer.status_code == 400
