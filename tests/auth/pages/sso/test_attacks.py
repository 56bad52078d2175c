"""Attacks on the log-in with an OpenID provider. Each is refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update

from auth.core.models import Account
from auth.db.database import Database
from auth.sso.models import Identity, LoginAttempt
from auth.sso.rules import ATTEMPT_LIFETIME
from tests.auth.conftest import People
from tests.auth.forger import Forger
from tests.auth.pages.sso import signing_on
from tests.auth.pages.sso.conftest import AddedProvider
from tests.auth.visitor import Visitor


@pytest.fixture
def provider(forger: Forger, add_provider: AddedProvider) -> Forger:
    add_provider(forger.issuer)
    return forger


@pytest.fixture
def nobody_was_let_in(visitor: Visitor, database: Database) -> Callable[[], None]:
    def check() -> None:
        assert not visitor.is_logged_in()
        assert visitor.get("/sso/name").status_code == 404
        with database.unit_of_work(write=False) as work:
            assert work.session.scalar(select(func.count(Identity.id))) == 0

    return check


def test_the_same_answer_works_once(visitor: Visitor, provider: Forger) -> None:
    way = signing_on.go(visitor)
    signing_on.come_back(visitor, provider, way)

    again = signing_on.come_back(visitor, provider, way)

    assert again.status_code == 422
    assert "Please start again" in again.text


@pytest.mark.parametrize("state", ["", "made-up"])
def test_an_answer_without_our_state_is_refused(
    visitor: Visitor, provider: Forger, nobody_was_let_in: Any, state: str
) -> None:
    way = signing_on.go(visitor)

    answer = signing_on.come_back(visitor, provider, way, state=state)

    assert answer.status_code == 422
    nobody_was_let_in()


def test_an_attackers_code_logs_no_victim_in(
    visitor: Visitor, another: Visitor, provider: Forger, nobody_was_let_in: Any
) -> None:
    attackers = signing_on.go(another)
    signing_on.go(visitor)

    answer = signing_on.come_back(visitor, provider, attackers)

    assert answer.status_code == 422
    nobody_was_let_in()


def test_an_answer_after_more_than_ten_minutes_is_refused(
    visitor: Visitor, provider: Forger, database: Database, nobody_was_let_in: Any
) -> None:
    way = signing_on.go(visitor)
    with database.unit_of_work(write=True) as work:
        long_ago = work.now - ATTEMPT_LIFETIME - timedelta(seconds=1)
        work.session.execute(update(LoginAttempt).values(started_at=long_ago))

    answer = signing_on.come_back(visitor, provider, way)

    assert answer.status_code == 422
    nobody_was_let_in()


def test_one_providers_answer_is_refused_as_anothers(
    visitor: Visitor,
    provider: Forger,
    honest: str,
    add_provider: AddedProvider,
    nobody_was_let_in: Any,
) -> None:
    add_provider(honest, "echo")
    way = signing_on.go(visitor, "echo")

    mixed = signing_on.come_back(visitor, provider, way, "post")
    named = signing_on.come_back(visitor, provider, signing_on.go(visitor), iss=honest)

    assert mixed.status_code == named.status_code == 422
    nobody_was_let_in()


@pytest.mark.usefixtures("provider")
def test_a_log_in_cannot_be_begun_by_another_site(visitor: Visitor) -> None:
    token = visitor.form_token("/login")

    linked = visitor.get("/sso/post/start")
    without = visitor.client.post("/sso/post/start", data={})
    elsewhere = visitor.client.post(
        "/sso/post/start",
        data={"csrf_token": token},
        headers={"Origin": "https://evil.example"},
    )

    assert linked.status_code == 405
    assert without.status_code == 400
    assert elsewhere.status_code == 403


@pytest.mark.usefixtures("provider")
def test_a_visitor_cannot_fill_the_database_with_what_a_log_in_remembers(
    visitor: Visitor, database: Database
) -> None:
    long = "x" * 100_000

    signing_on.go(visitor, next=f"/articles/{long}", kept=long)

    with database.unit_of_work(write=False) as work:
        [attempt] = work.session.scalars(select(LoginAttempt))
        assert len(attempt.next_path + attempt.kept) <= 2_000


@pytest.mark.parametrize(
    "target", ["//evil.example", "https://evil.example/", "/\\evil.example"]
)
def test_nobody_is_sent_elsewhere_after_the_log_in(
    visitor: Visitor, another: Visitor, provider: Forger, target: str
) -> None:
    signing_on.sign_on(another, provider)

    answer = signing_on.come_back(
        visitor, provider, signing_on.go(visitor, next=target)
    )

    assert answer.location == "/"


def test_answers_about_two_people_are_refused(
    visitor: Visitor, provider: Forger, nobody_was_let_in: Any
) -> None:
    provider.claims = {"email": None}
    provider.userinfo = {"sub": "another", "email": "ruth@reader.example"}

    answer = signing_on.come_back(visitor, provider, signing_on.go(visitor))

    assert answer.status_code == 422
    nobody_was_let_in()


def test_a_known_address_leads_into_no_account(
    visitor: Visitor,
    forger: Forger,
    add_provider: AddedProvider,
    account: People,
    database: Database,
) -> None:
    ruth = account("Ruth")
    add_provider(forger.issuer, vouches_for_addresses=True)
    forger.claims = {"email": "ruth@reader.example", "email_verified": True}

    signing_on.sign_on(visitor, forger, "Another Ruth")

    with database.unit_of_work(write=False) as work:
        owner = work.session.scalar(select(Identity.account_id))
        newcomer = work.session.get_one(Account, owner)
        assert newcomer.id != ruth
        assert newcomer.email == ""


@pytest.mark.parametrize(
    ("vouches", "is_verified", "address"),
    [
        (True, True, "ruth@reader.example"),
        (True, False, ""),
        (True, "true", ""),
        (True, None, ""),
        (False, True, ""),
    ],
)
def test_only_a_verified_address_of_a_trusted_provider_is_taken_over(
    visitor: Visitor,
    forger: Forger,
    add_provider: AddedProvider,
    database: Database,
    vouches: bool,
    is_verified: object,
    address: str,
) -> None:
    add_provider(forger.issuer, vouches_for_addresses=vouches)
    forger.claims = {"email_verified": is_verified}

    signing_on.sign_on(visitor, forger)

    with database.unit_of_work(write=False) as work:
        assert work.session.scalar(select(Account.email)) == address
