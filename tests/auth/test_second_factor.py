"""Staff prove twice who they are, and again before what matters."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pyotp
import pytest
from flask import Flask
from sqlalchemy import update

from auth import second_factor
from auth.database import Database
from auth.errors import InvalidError
from auth.models import LoginSession, SecondFactor
from auth.permissions import Role
from tests.auth.conftest import Mails, People
from tests.auth.visitor import Visitor

FACTOR = "/account/second-factor"


def enrolled(database: Database, account_id: int, now: datetime) -> tuple[str, str]:
    """Enrol an account; return its secret and one recovery code."""
    with database.unit_of_work(write=True) as work:
        secret = second_factor.begin(work.session, account_id)
        codes = second_factor.confirm(
            work.session, account_id, code=pyotp.TOTP(secret).at(now), now=now
        )
    return secret, codes[0]


def staff(app: Flask, name: str) -> Visitor:
    visitor = Visitor(app, "https://localhost")
    visitor.log_in(f"{name}@reader.example")
    return visitor


def test_a_moderator_in_production_reaches_the_queue_only_by_a_second_factor(
    production: Flask, account: People
) -> None:
    account("Mod", Role.MODERATOR)
    moderator = staff(production, "mod")

    refused = moderator.get("/queue")

    assert refused.status_code == 303
    assert refused.location.startswith(FACTOR)


def test_enrolling_shows_ten_recovery_codes_once_and_opens_the_queue(
    production: Flask, account: People
) -> None:
    account("Mod", Role.MODERATOR)
    moderator = staff(production, "mod")
    secret = re.search(r'class="code">(\w{32})<', moderator.get(FACTOR).text)
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
    _, code = enrolled(database, account("Mod", Role.MODERATOR), now)

    first, second = staff(production, "mod"), staff(production, "mod")
    first.send(FACTOR, code=code.lower())
    second.send(FACTOR, code=code)

    assert first.get("/queue").status_code == 200
    assert second.get("/queue").status_code == 303


def test_a_code_is_good_once(
    account: People, database: Database, now: datetime
) -> None:
    account_id = account("Mod", Role.MODERATOR)
    secret, _ = enrolled(database, account_id, now - timedelta(hours=1))
    code = pyotp.TOTP(secret).at(now)
    with database.unit_of_work(write=True) as work:
        second_factor.check(work.session, account_id, code=code, now=now)

    with pytest.raises(InvalidError), database.unit_of_work(write=True) as work:
        second_factor.check(work.session, account_id, code=code, now=now)


@pytest.mark.parametrize("code", ["", "000000", "\N{ARABIC-INDIC DIGIT ONE}" * 6])
def test_a_wrong_code_is_refused_and_uses_nothing_up(
    account: People, database: Database, now: datetime, code: str
) -> None:
    account_id = account("Mod", Role.MODERATOR)
    secret, _ = enrolled(database, account_id, now - timedelta(hours=1))

    with pytest.raises(InvalidError), database.unit_of_work(write=True) as work:
        second_factor.check(work.session, account_id, code=code, now=now)

    with database.unit_of_work(write=True) as work:
        right = pyotp.TOTP(secret).at(now)
        second_factor.check(work.session, account_id, code=right, now=now)


def test_resetting_the_password_does_not_pass_the_second_factor(
    production: Flask,
    account: People,
    database: Database,
    mails: Mails,
    now: datetime,
) -> None:
    enrolled(database, account("Mod", Role.MODERATOR), now)
    thief = Visitor(production, "https://localhost")
    thief.send("/reset", email="mod@reader.example")
    link = re.search(r"/reset/\S+", mails("mod@reader.example")[-1].body)
    assert link is not None
    thief.send(link.group(), password="what the thief would like")

    thief.log_in("mod@reader.example", "what the thief would like")

    assert thief.get("/queue").status_code == 303


def test_another_admin_resets_a_lost_second_factor_and_its_owner_is_told(
    app: Flask,
    account: People,
    database: Database,
    mails: Mails,
    now: datetime,
) -> None:
    account("Chief", Role.ADMIN)
    lost = account("Mod", Role.MODERATOR)
    enrolled(database, lost, now)
    chief = Visitor(app)
    chief.log_in("chief@reader.example")

    chief.send(f"/admin/staff/{lost}/second-factor/reset", form="/admin/staff")

    with database.unit_of_work(write=False) as work:
        assert work.session.get(SecondFactor, lost) is None
    assert "reset your second factor" in mails("mod@reader.example")[-1].body


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
    account("Mod")
    chief = Visitor(app)
    chief.log_in("chief@reader.example")
    grant = {"email": "mod@reader.example", "role": "moderator", "action": "grant"}
    with database.unit_of_work(write=True) as work:
        work.session.execute(
            update(LoginSession).values(proved_at=work.now - timedelta(minutes=11))
        )

    sent_away = chief.send("/admin/staff", **grant)
    chief.send("/account/prove", password="nineteen quiet herons")
    done = chief.send("/admin/staff", **grant)

    assert sent_away.location == "/account/prove?next=/admin/staff"
    assert done.location == "/admin/staff"
