"""Several ways into one account: connecting one, and proving who one is."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from auth.core.models import LoginSession
from auth.db.database import Database
from auth.sso.models import Identity
from tests import newsroom
from tests.auth.conftest import Mails, People
from tests.auth.forger import Forger
from tests.auth.pages.sso import signing_on
from tests.auth.pages.sso.conftest import AddedProvider
from tests.auth.visitor import PASSWORD, Visitor


def grow_stale(database: Database) -> None:
    """Let the last proof of everybody be too long ago."""
    with database.unit_of_work(write=True) as work:
        long_ago = work.now - timedelta(hours=1)
        work.session.execute(update(LoginSession).values(proved_at=long_ago))


def connect(visitor: Visitor, provider: Forger) -> Any:
    """Press "Connect" on the account page, and log in at the provider."""
    answer = visitor.send("/account/identities/post/link", "/account")
    return signing_on.come_back(visitor, provider, signing_on.way_in(answer))


def test_an_account_is_connected_by_its_owner_and_told_by_mail(
    visitor: Visitor,
    another: Visitor,
    provider: Forger,
    account: People,
    database: Database,
    mails: Mails,
) -> None:
    ruth = account("Ruth")
    visitor.log_in("ruth@reader.example")

    answer = connect(visitor, provider)
    signing_on.sign_on(another, provider)

    assert answer.location == "/account"
    assert signing_on.owner_of(database) == ruth
    assert "Ruth" in another.get("/account").text
    assert "new way to log in" in mails("ruth@reader.example")[-1].subject


def test_connecting_needs_a_fresh_proof(
    visitor: Visitor, provider: Forger, account: People, database: Database
) -> None:
    account("Ruth")
    visitor.log_in("ruth@reader.example")
    grow_stale(database)

    answer = visitor.send("/account/identities/post/link", "/account")

    assert answer.status_code == 401
    assert signing_on.owner_of(database) is None
    assert provider.asked == []


def test_nobody_connects_what_belongs_to_another_account(
    visitor: Visitor,
    another: Visitor,
    provider: Forger,
    account: People,
    database: Database,
) -> None:
    signing_on.sign_on(another, provider)
    first = signing_on.owner_of(database)
    account("Ruth")
    visitor.log_in("ruth@reader.example")

    answer = connect(visitor, provider)

    assert answer.status_code == 409
    assert signing_on.owner_of(database) == first


def test_an_answer_for_another_account_connects_nothing(
    visitor: Visitor, provider: Forger, account: People, database: Database
) -> None:
    account("Ruth")
    account("Nora")
    visitor.log_in("ruth@reader.example")
    way = signing_on.way_in(visitor.send("/account/identities/post/link", "/account"))
    visitor.log_out()
    visitor.log_in("nora@reader.example")

    answer = signing_on.come_back(visitor, provider, way)

    assert answer.status_code == 403
    assert signing_on.owner_of(database) is None


def test_the_last_way_in_stays_until_there_is_a_password(
    visitor: Visitor, forger: Forger, add_provider: AddedProvider, database: Database
) -> None:
    add_provider(forger.issuer, vouches_for_addresses=True)
    forger.claims = {"auth_time": int(time.time()) + 1}
    signing_on.sign_on(visitor, forger)
    with database.unit_of_work(write=False) as work:
        number = work.session.scalar(select(Identity.id))
    unlink = f"/account/identities/{number}/unlink"

    refused = visitor.send(unlink, "/account")
    visitor.send("/account/first-password", "/account", password=PASSWORD)
    done = visitor.send(unlink, "/account")
    visitor.log_out()
    visitor.log_in("ruth@reader.example")

    assert refused.status_code == 409
    assert done.location == "/account"
    assert visitor.is_logged_in()


@pytest.mark.parametrize(
    ("claims", "is_proved"),
    [
        ({"auth_time": 1}, True),
        ({"auth_time": -3600}, False),
        ({}, False),
        ({"auth_time": 1, "sub": "reader-2"}, False),
    ],
)
def test_the_provider_proves_who_has_no_password(
    visitor: Visitor,
    provider: Forger,
    database: Database,
    claims: dict[str, Any],
    is_proved: bool,
) -> None:
    signing_on.sign_on(visitor, provider)
    grow_stale(database)
    if "auth_time" in claims:
        claims = claims | {"auth_time": int(time.time()) + claims["auth_time"]}

    refused = visitor.send("/account/data/erasure", "/account/data")
    way = signing_on.way_in(
        visitor.send("/account/prove/post", "/account/prove?next=/account/data")
    )
    provider.claims = claims
    signing_on.come_back(visitor, provider, way)
    again = visitor.send("/account/data/erasure", "/account/data")

    assert refused.status_code == 401
    assert signing_on.sent_with(way)["prompt"] == "login"
    assert (again.status_code == 303) is is_proved


def test_what_somebody_wrote_is_there_after_the_log_in(
    visitor: Visitor, another: Visitor, provider: Forger, database: Database
) -> None:
    with database.unit_of_work(write=True) as work:
        newsroom.article(work.session, now=work.now)
    signing_on.sign_on(another, provider)
    token = visitor.form_token("/login")
    refused = visitor.client.post(
        "/articles/truce/comments",
        data={"csrf_token": token, "text": "What I think of it"},
    )
    kept = refused.text.partition('name="kept" value="')[2].partition('"')[0]

    way = signing_on.go(visitor, kept=kept)
    answer = signing_on.come_back(visitor, provider, way)

    assert kept
    assert "What I think of it" in visitor.get(answer.location).text


def test_the_log_holds_no_secret_of_a_log_in(
    visitor: Visitor, provider: Forger, capfd: pytest.CaptureFixture[str]
) -> None:
    way = signing_on.go(visitor)
    sent = signing_on.sent_with(way)
    signing_on.come_back(visitor, provider, way, code="the-code-itself")
    signing_on.come_back(visitor, provider, way, code="the-code-itself")

    log = "".join(capfd.readouterr())

    assert "sign_on_refused" in log
    for secret in ("the-code-itself", sent["state"], sent["nonce"], "a secret of"):
        assert secret not in log
