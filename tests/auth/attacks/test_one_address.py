"""Attacks with several accounts that claim one address."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import select

from auth.accounts import verification
from auth.core.errors import ConflictError
from auth.core.models import Account, MailToken
from auth.core.rules import Purpose
from auth.db.database import Database
from tests.auth.attacks.confirming import ADDRESS, is_verified, link_in
from tests.auth.conftest import Mails, People
from tests.auth.visitor import PASSWORD, Visitor


def test_the_click_of_a_victim_does_not_bless_the_account_of_an_attacker(
    visitor: Visitor, another: Visitor, mails: Mails, database: Database
) -> None:
    attacker, victim = visitor, another
    attacker.join("Attacker", email="victim@reader.example")

    victim.send(
        link_in(mails, "victim@reader.example"),
        answer="confirm",
        password="a password of the victim",
    )

    assert not is_verified(database, "Attacker")


def test_one_of_two_accounts_that_confirm_an_address_gets_it(
    visitor: Visitor, another: Visitor, mails: Mails, database: Database
) -> None:
    visitor.join("First", email=ADDRESS)
    first = link_in(mails)
    another.join("Second", email=ADDRESS)
    second = link_in(mails)

    won = visitor.send(first, answer="confirm")
    lost = another.send(second, answer="confirm")

    assert (won.status_code, lost.status_code) == (303, 409)
    assert is_verified(database, "First")
    assert not is_verified(database, "Second")


def test_one_of_six_accounts_that_confirm_an_address_at_once_gets_it(
    app: Flask, account: People, database: Database
) -> None:
    made = []
    for number in range(6):
        account_id = account(f"Racer{number}", is_verified=False)
        with database.unit_of_work(write=True) as work:
            row = work.session.get_one(Account, account_id)
            row.email = row.email_canonical = ADDRESS
            made.append(
                verification.new_mail_token(
                    work.session, row, Purpose.VERIFY, now=work.now
                )
            )
    start = Barrier(len(made))

    def confirm(token: str) -> int:
        visitor = Visitor(app)
        form = visitor.form_token(f"/verify/{token}")
        start.wait()
        return visitor.client.post(
            f"/verify/{token}",
            data={"csrf_token": form, "answer": "confirm", "password": PASSWORD},
        ).status_code

    with ThreadPoolExecutor(len(made)) as pool:
        statuses = sorted(pool.map(confirm, made))

    assert statuses == [303, 409, 409, 409, 409, 409]
    with database.unit_of_work(write=False) as work:
        verified = Account.email_verified_at.is_not(None)
        assert len(work.session.scalars(select(Account).where(verified)).all()) == 1


def test_a_loser_of_the_race_stays_as_it_was(
    account: People, database: Database
) -> None:
    account("Known")
    loser = account("Loser", is_verified=False)
    with database.unit_of_work(write=True) as work:
        row = work.session.get_one(Account, loser)
        row.email = row.email_canonical = "known@reader.example"
        token = verification.new_mail_token(
            work.session, row, Purpose.VERIFY, now=work.now
        )

    with pytest.raises(ConflictError), database.unit_of_work(write=True) as work:
        verification.verify(work.session, token=token, now=work.now)

    with database.unit_of_work(write=False) as work:
        assert work.session.scalars(select(MailToken.used_at)).one() is None


def test_an_earlier_registration_does_not_lock_out_the_owner_of_the_address(
    visitor: Visitor, another: Visitor, mails: Mails
) -> None:
    attacker, victim = visitor, another
    attacker.join("Attacker", email=ADDRESS, password="the attacker's password")
    victim.join("Victim", email=ADDRESS)

    victim.send(link_in(mails), answer="confirm")

    attacker.log_out()
    attacker.client.delete_cookie("receipt", domain="localhost")
    assert attacker.log_in(ADDRESS, "the attacker's password").status_code == 422
    assert "Victim" in victim.see("/account")
