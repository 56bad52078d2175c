"""Attacks on the session: fixation, replay, shared caches, the back button."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from auth.core import tokens
from auth.core.models import LoginSession
from auth.db.database import Database
from tests.auth.conftest import People
from tests.auth.visitor import Visitor


def test_a_session_planted_before_registering_is_not_the_one_after(
    visitor: Visitor, another: Visitor
) -> None:
    another.join("Attacker")
    planted = another.cookie("sid")
    assert planted
    another.log_out()
    visitor.plant("sid", planted)

    visitor.join("Victim")

    assert visitor.cookie("sid") != planted
    another.plant("sid", planted)
    assert not another.is_logged_in()


def test_logging_in_anew_ends_the_session_before(
    visitor: Visitor, another: Visitor, account: People
) -> None:
    account("Alice")
    visitor.log_in("alice@reader.example")
    first = visitor.cookie("sid")
    assert first
    token = visitor.form_token("/account")

    visitor.client.post(
        "/login",
        data={
            "email": "alice@reader.example",
            "password": "nineteen quiet herons",
            "csrf_token": token,
        },
    )

    another.plant("sid", first)
    assert visitor.is_logged_in()
    assert not another.is_logged_in()


def test_a_cookie_that_a_sibling_host_could_plant_is_ignored(
    production: Flask, account: People
) -> None:
    account("Alice")
    alice = Visitor(production, "https://localhost")
    alice.log_in("alice@reader.example")
    token = alice.cookie("__Host-sid")
    assert token
    victim = Visitor(production, "https://localhost")
    victim.plant("sid", token)

    assert not victim.is_logged_in()


def test_every_cookie_in_production_is_bound_to_its_host(production: Flask) -> None:
    visitor = Visitor(production, "https://localhost")
    answers = [visitor.register(), visitor.get("/register/thanks"), visitor.get("/")]

    cookies = [
        line for answer in answers for line in answer.headers.getlist("Set-Cookie")
    ]

    assert len(cookies) >= 4
    for cookie in cookies:
        assert cookie.startswith("__Host-")
        assert "Secure" in cookie
        assert "HttpOnly" in cookie
        assert "SameSite=Lax" in cookie
        assert "Path=/" in cookie
        assert "Domain" not in cookie


def test_a_session_replayed_after_the_log_out_is_anonymous(
    visitor: Visitor, another: Visitor
) -> None:
    visitor.join()
    saved = visitor.cookie("sid")
    assert saved
    visitor.log_out()
    another.plant("sid", saved)

    assert not another.is_logged_in()


def test_the_database_holds_no_session_that_could_be_replayed(
    visitor: Visitor, database: Database
) -> None:
    visitor.join()
    token = visitor.cookie("sid")
    assert token is not None

    with database.unit_of_work(write=False) as work:
        kept = work.session.scalars(select(LoginSession.token_digest)).one()

    assert len(token) == 43
    assert kept == tokens.digest(token)


@pytest.mark.parametrize("path", ["/", "/account", "/register/thanks", "/my-comments"])
def test_no_shared_cache_may_keep_a_page_made_for_a_reader(
    visitor: Visitor, path: str
) -> None:
    visitor.join()

    page = visitor.get(path)

    assert "no-store" in page.headers["Cache-Control"]
    assert "Cookie" in page.headers["Vary"]


def test_no_shared_cache_may_keep_an_answer_that_sets_a_cookie(
    visitor: Visitor,
) -> None:
    answers = [visitor.register(), visitor.get("/register/thanks"), visitor.get("/")]

    for answer in answers:
        assert answer.headers.getlist("Set-Cookie")
        assert "no-store" in answer.headers["Cache-Control"]


def test_a_session_is_worth_nothing_on_another_site(
    app: Flask, visitor: Visitor
) -> None:
    visitor.join()
    token = visitor.cookie("sid")
    assert token
    elsewhere = Visitor(app, "http://evening.test")
    elsewhere.plant("sid", token)

    assert not elsewhere.is_logged_in()


@pytest.mark.parametrize(
    "target",
    [
        "//evil.example",
        "https:evil.example",
        "https://evil.example/",
        "\\\\evil.example",
        "/\\evil.example",
        "/\t/evil.example",
        "/\n/evil.example",
        "javascript:alert(1)",
        "evil.example",
    ],
)
def test_logging_in_leads_nowhere_but_to_this_site(
    visitor: Visitor, account: People, target: str
) -> None:
    account("Alice")

    answer = visitor.send(
        "/login",
        email="alice@reader.example",
        password="nineteen quiet herons",
        next=target,
    )

    assert answer.location == "/"
