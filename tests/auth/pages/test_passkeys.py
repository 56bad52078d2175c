"""The pages of passkeys, with a software authenticator instead of a browser."""

from __future__ import annotations

import html
import re
from datetime import timedelta

import pyotp
import pytest
from flask import Flask
from sqlalchemy import select, update

from auth.accounts import second_factor
from auth.accounts.passkeys.passkey_models import Passkey
from auth.core.models import LoginSession, SecondFactor
from auth.core.permissions import Role
from auth.core.settings import EXTENSION
from auth.db.database import Database
from tests.auth.authenticator import Authenticator
from tests.auth.conftest import People
from tests.auth.visitor import Visitor

OPTIONS = re.compile(r'data-passkey="([^"]+)"')


@pytest.fixture
def database(sqlite_database: Database) -> Database:
    """One database is enough: what happens at once is tested as races."""
    return sqlite_database


@pytest.fixture
def mona(account: People, app: Flask, database: Database) -> int:
    """A moderator with an authenticator app."""
    account_id, seal = account("Mona", Role.MODERATOR), app.extensions[EXTENSION].seal
    with database.unit_of_work(write=True) as work:
        secret = second_factor.begin(work.session, account_id, seal=seal)
        code = pyotp.TOTP(secret).at(work.now)
        second_factor.confirm(
            work.session, account_id, code=code, seal=seal, now=work.now
        )
    return account_id


def options_on(visitor: Visitor, page: str) -> str:
    found = OPTIONS.search(visitor.get(page).text)
    assert found, page
    return html.unescape(found[1])


def pass_by_hand(visitor: Visitor, database: Database) -> None:
    """Log in, and let the code be right: codes have tests of their own."""
    visitor.log_in("mona@reader.example")
    with database.unit_of_work(write=True) as work:
        work.session.execute(update(LoginSession).values(second_factor_at=work.now))


@pytest.mark.usefixtures("mona")
def test_a_passkey_stands_for_the_code_and_for_the_password(
    visitor: Visitor, another: Visitor, database: Database
) -> None:
    phone = Authenticator()
    pass_by_hand(visitor, database)
    made = phone.make(options_on(visitor, "/account/passkeys"))
    visitor.send("/account/passkeys", answer=made, name="Work phone")

    another.log_in("mona@reader.example")
    before = another.get("/queue")
    signed = phone.sign(options_on(another, "/account/second-factor"))
    another.send(
        "/account/second-factor/passkey", "/account/second-factor", answer=signed
    )
    after = another.get("/queue")
    with database.unit_of_work(write=True) as work:
        long_ago = work.now - timedelta(hours=1)
        work.session.execute(update(LoginSession).values(proved_at=long_ago))
    asked = another.get("/account/passkeys")
    signed = phone.sign(options_on(another, "/account/prove"))
    another.send("/account/prove/passkey", "/account/prove", answer=signed)

    assert before.status_code == 303
    assert after.status_code == 200
    assert (asked.location or "").startswith("/account/prove")
    assert "Work phone" in another.get("/account/passkeys").text


@pytest.mark.usefixtures("mona")
def test_a_passkey_is_renamed_and_removed(visitor: Visitor, database: Database) -> None:
    pass_by_hand(visitor, database)
    made = Authenticator().make(options_on(visitor, "/account/passkeys"))
    visitor.send("/account/passkeys", answer=made, name="Phone")

    visitor.send("/account/passkeys/1/rename", "/account/passkeys", name="Old phone")
    renamed = visitor.get("/account/passkeys").text
    visitor.send("/account/passkeys/1/remove", "/account/passkeys")

    assert "Old phone" in renamed
    assert "You have no passkey yet" in visitor.get("/account/passkeys").text


def test_readers_are_offered_no_passkeys(visitor: Visitor, account: People) -> None:
    account("Ruth")
    visitor.log_in("ruth@reader.example")

    assert visitor.get("/account/passkeys").status_code == 403


def test_a_reset_second_factor_loses_its_passkeys(
    visitor: Visitor, mona: int, database: Database
) -> None:
    pass_by_hand(visitor, database)
    made = Authenticator().make(options_on(visitor, "/account/passkeys"))
    visitor.send("/account/passkeys", answer=made, name="Phone")

    with database.unit_of_work(write=True) as work:
        second_factor.remove(work.session, mona)

    with database.unit_of_work(write=False) as work:
        assert work.session.scalar(select(Passkey.id)) is None
        assert work.session.scalar(select(SecondFactor.account_id)) is None
