"""Staff use a second factor, and use it again before sensitive actions."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta

import pyotp
import pytest
from flask import Flask
from sqlalchemy import select, update

from auth.accounts import second_factor
from auth.core.audit import AuditEntry
from auth.core.errors import InvalidError
from auth.core.models import LoginSession, SecondFactor
from auth.core.permissions import Role
from auth.core.settings import EXTENSION
from auth.db.database import Database
from tests.auth.accounts.enrolling import FACTOR, SEAL, enrolled, staff
from tests.auth.conftest import Mails, People
from tests.auth.visitor import PASSWORD, Visitor


def test_a_moderator_in_production_reaches_the_queue_only_by_a_second_factor(
    production: Flask, account: People
) -> None:
    account("Mona", Role.MODERATOR)
    moderator = staff(production, "mona")

    refused = moderator.get("/queue")

    assert refused.status_code == 303
    assert refused.location.startswith(FACTOR)


def test_enrolling_shows_ten_recovery_codes_once_and_opens_the_queue(
    production: Flask, account: People
) -> None:
    account("Mona", Role.MODERATOR)
    moderator = staff(production, "mona")
    secret = re.search(r'class="code"[^>]*>(\w{32})<', moderator.get(FACTOR).text)
    assert secret is not None
    before = moderator.cookie("__Host-sid")

    done = moderator.send(FACTOR, code=pyotp.TOTP(secret.group(1)).now(), next="/queue")

    assert len(re.findall(r"<code>", done.text)) == 10
    assert moderator.get("/queue").status_code == 200
    assert moderator.cookie("__Host-sid") != before
    assert "<code>" not in moderator.get(FACTOR).text


def test_a_recovery_code_opens_the_queue_once(
    production: Flask, account: People, database: Database, now: datetime
) -> None:
    _, code = enrolled(database, account("Mona", Role.MODERATOR), now)

    first, second = staff(production, "mona"), staff(production, "mona")
    first.send(FACTOR, code=code.lower())
    second.send(FACTOR, code=code)

    assert first.get("/queue").status_code == 200
    assert second.get("/queue").status_code == 303


def test_a_code_is_good_once(
    account: People, database: Database, now: datetime
) -> None:
    account_id = account("Mona", Role.MODERATOR)
    secret, _ = enrolled(database, account_id, now - timedelta(hours=1))
    code = pyotp.TOTP(secret).at(now)
    with database.unit_of_work(write=True) as work:
        second_factor.check(work.session, account_id, code=code, seal=SEAL, now=now)

    with pytest.raises(InvalidError), database.unit_of_work(write=True) as work:
        second_factor.check(work.session, account_id, code=code, seal=SEAL, now=now)


@pytest.mark.parametrize("code", ["", "000000", "\N{ARABIC-INDIC DIGIT ONE}" * 6])
def test_a_wrong_code_is_refused_and_uses_nothing_up(
    account: People, database: Database, now: datetime, code: str
) -> None:
    account_id = account("Mona", Role.MODERATOR)
    secret, _ = enrolled(database, account_id, now - timedelta(hours=1))

    with pytest.raises(InvalidError), database.unit_of_work(write=True) as work:
        second_factor.check(work.session, account_id, code=code, seal=SEAL, now=now)

    with database.unit_of_work(write=True) as work:
        right = pyotp.TOTP(secret).at(now)
        second_factor.check(work.session, account_id, code=right, seal=SEAL, now=now)


def test_resetting_the_password_does_not_pass_the_second_factor(
    production: Flask,
    account: People,
    database: Database,
    mails: Mails,
    now: datetime,
) -> None:
    enrolled(database, account("Mona", Role.MODERATOR), now)
    thief = Visitor(production, "https://localhost")
    thief.send("/reset", email="mona@reader.example")
    link = re.search(r"/reset/\S+", mails("mona@reader.example")[-1].body)
    assert link is not None
    thief.send(link.group(), password="what the thief would like")

    thief.log_in("mona@reader.example", "what the thief would like")

    assert thief.get("/queue").status_code == 303


def test_another_admin_resets_a_lost_second_factor_and_its_owner_is_told(
    app: Flask,
    account: People,
    database: Database,
    mails: Mails,
    now: datetime,
) -> None:
    account("Chief", Role.ADMIN)
    lost = account("Mona", Role.MODERATOR)
    enrolled(database, lost, now)
    chief = Visitor(app)
    chief.log_in("chief@reader.example")

    chief.send(f"/admin/staff/{lost}/second-factor/reset", form="/admin/staff")

    with database.unit_of_work(write=False) as work:
        assert work.session.get(SecondFactor, lost) is None
    assert "reset your second factor" in mails("mona@reader.example")[-1].body


def test_an_admin_cannot_reset_their_own_second_factor(
    app: Flask, account: People
) -> None:
    own = account("Chief", Role.ADMIN)
    chief = Visitor(app)
    chief.log_in("chief@reader.example")

    answer = chief.send(f"/admin/staff/{own}/second-factor/reset", form="/admin/staff")

    assert answer.status_code == 422


def test_what_matters_asks_for_the_password_again_after_ten_minutes(
    app: Flask, account: People, database: Database
) -> None:
    account("Chief", Role.ADMIN)
    account("Mona")
    chief = Visitor(app)
    chief.log_in("chief@reader.example")
    grant = {"email": "mona@reader.example", "role": "moderator", "action": "grant"}
    with database.unit_of_work(write=True) as work:
        work.session.execute(
            update(LoginSession).values(proved_at=work.now - timedelta(minutes=11))
        )

    sent_away = chief.send("/admin/staff", **grant)
    chief.send("/account/prove", password="nineteen quiet herons")
    done = chief.send("/admin/staff", **grant)

    assert sent_away.status_code == 401
    assert "Please enter your password again" in sent_away.text
    assert done.location == "/admin/staff"


def test_a_sole_admin_is_let_in_again_from_the_command_line(
    production: Flask,
    account: People,
    database: Database,
    mails: Mails,
    now: datetime,
) -> None:
    enrolled(database, account("Chief", Role.ADMIN), now)

    done = production.test_cli_runner().invoke(
        args=["staff", "reset-second-factor", "chief"]
    )

    assert done.output == "Chief will set up a new second factor at the next login.\n"
    assert "reset your second factor" in mails("chief@reader.example")[-1].body
    chief = staff(production, "chief")
    assert "Set up your second factor" in chief.get(FACTOR).text
    with database.unit_of_work(write=False) as work:
        [entry] = work.session.scalars(select(AuditEntry))
        assert (entry.actor_id, entry.action) == (None, "staff.reset_second_factor")


@pytest.mark.parametrize("name", ["Nobody", "Mona"])
def test_a_reset_of_a_second_factor_that_is_not_there_says_so(
    app: Flask, account: People, name: str
) -> None:
    account("Mona", Role.MODERATOR)

    done = app.test_cli_runner().invoke(args=["staff", "reset-second-factor", name])

    assert done.exit_code == 1
    assert done.output == "Error: This account has no second factor.\n"


@pytest.mark.parametrize(
    ("path", "fields", "code"),
    [
        (
            "/account/password",
            {"current_password": PASSWORD, "password": "a new and longer password"},
            "code",
        ),
        (
            "/account/address",
            {"address_password": PASSWORD, "email": "new@reader.example"},
            "address_code",
        ),
    ],
    ids=["password", "address"],
)
def test_the_password_alone_takes_no_account_that_has_a_second_factor(
    app: Flask,
    account: People,
    database: Database,
    now: datetime,
    path: str,
    fields: dict[str, str],
    code: str,
) -> None:
    _, recovery = enrolled(database, account("Mona", Role.MODERATOR), now)
    app.extensions[EXTENSION] = replace(app.extensions[EXTENSION], seal=SEAL)
    thief = Visitor(app)
    thief.log_in("mona@reader.example")

    assert thief.send(path, "/account", **fields).status_code == 422
    owner = thief.send(path, "/account", **fields, **{code: recovery})
    assert owner.status_code == 303
