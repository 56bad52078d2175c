"""Attacks on the ticket that a registration hands over."""

from __future__ import annotations

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, tzinfo
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from auth import accounts, registration, tokens
from auth.base import Base
from auth.database import Database
from auth.models import Account, LoginSession, Registration
from auth.sites import found_site
from moderation import app as application
from tests import newsroom
from tests.auth.conftest import Mails, People
from tests.auth.visitor import PASSWORD, SENTENCE, Visitor
from tests.conftest import empty

THANKS = "/register/thanks"
ADDRESS = "reader@reader.example"


def ticket_of(visitor: Visitor) -> str:
    """Register and return the ticket, not yet used."""
    visitor.register()
    visitor.get(THANKS)
    ticket = visitor.cookie("handoff")
    assert ticket is not None
    return ticket


def everything_stored(database: Database) -> str:
    """Return every value of every row."""
    with database.engine.connect() as connection:
        return "".join(
            str(tuple(row))
            for table in Base.metadata.sorted_tables
            for row in connection.execute(table.select())
        )


def clock_off_by(minutes: int) -> type[datetime]:
    """Return the clock of a machine that goes wrong."""

    class Wrong(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Wrong:
            moment = datetime.now(tz) + timedelta(minutes=minutes)
            return cls.fromtimestamp(moment.timestamp(), tz)

    return Wrong


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
    owner.send(verify.group(), answer="not-me")


def ban(_owner: Visitor, _mails: Mails, database: Database) -> None:
    with database.unit_of_work(write=True) as work:
        work.session.scalars(select(Account)).one().disabled_at = work.now


def erase(_owner: Visitor, _mails: Mails, database: Database) -> None:
    with database.unit_of_work(write=True) as work:
        account_id = work.session.scalars(select(Account.id)).one()
        accounts.remove(work.session, account_id)


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
        newsroom.found(work.session, now=work.now)
    app = application.create_app(
        application.testing_config(tmp_path),
        application.Parts(database=postgresql_database),
    )
    visitor = Visitor(app)
    ticket_of(visitor)
    with postgresql_database.unit_of_work(write=True) as work:
        until = work.now + timedelta(seconds=seconds_left)
        work.session.execute(update(Registration).values(ticket_until=until))
    monkeypatch.setattr("auth.database.datetime", clock_off_by(minutes))

    visitor.get("/")

    assert visitor.is_logged_in() == is_good


def test_a_browser_without_cookies_is_told_so_and_not_sent_in_circles(
    app: Flask, visitor: Visitor
) -> None:
    visitor.register()
    forgetful = app.test_client(use_cookies=False)

    pages = [forgetful.get(THANKS), forgetful.get(THANKS)]

    for page in pages:
        assert page.status_code == 200
        assert "your browser may refuse cookies" in page.text
        assert "Log out" not in page.text


def test_production_over_plain_http_gives_a_hint_and_goes_in_no_circles(
    production: Flask,
) -> None:
    # A browser keeps no Secure cookie from an address without TLS.
    visitor = production.test_client(use_cookies=False)

    thanks = visitor.get(THANKS, base_url="http://localhost")
    sent = visitor.post(
        "/register", base_url="http://localhost", data={"csrf_token": "none"}
    )

    assert thanks.status_code == 200
    assert "your browser may refuse cookies" in thanks.text
    assert sent.status_code == 400
    assert "Please allow cookies for this site" in sent.text


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


def test_a_form_that_another_origin_sends_is_refused_by_old_browsers_too(
    visitor: Visitor, account: People
) -> None:
    account("Alice")
    fields = {
        "csrf_token": visitor.form_token("/login"),
        "email": "alice@reader.example",
        "password": PASSWORD,
    }

    answer = visitor.client.post(
        "/login", data=fields, headers={"Origin": "https://evil.example"}
    )

    assert answer.status_code == 403


def test_a_form_without_its_token_is_refused(visitor: Visitor) -> None:
    answer = visitor.client.post("/register", data={"display_name": "Forged"})

    assert answer.status_code == 400
