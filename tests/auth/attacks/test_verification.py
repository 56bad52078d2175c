"""Attacks on the confirmation of addresses."""

from __future__ import annotations

import re
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
from tests.auth.conftest import Mails, People
from tests.auth.visitor import PASSWORD, Visitor

ADDRESS = "reader@reader.example"


def link_in(mails: Mails, address: str = ADDRESS) -> str:
    """Return the path of the link in the newest mail to an address."""
    found = re.search(r"http\S+?(/verify/\S+)", mails(address)[-1].body)
    assert found is not None
    return found.group(1)


def is_verified(database: Database, name: str = "Reader") -> bool:
    with database.unit_of_work(write=False) as work:
        query = select(Account).where(Account.display_name == name)
        return work.session.scalars(query).one().email_verified_at is not None


def code_on(page: str) -> str:
    found = re.search(r'class="code">(\w{8})<', page)
    assert found is not None
    return found.group(1)


def test_one_click_confirms_in_the_browser_that_registered(
    visitor: Visitor, mails: Mails, database: Database
) -> None:
    visitor.join()

    visitor.send(link_in(mails), answer="confirm")

    assert is_verified(database)
    assert visitor.is_logged_in()


def test_a_forged_host_does_not_reach_the_link(app: Flask, mails: Mails) -> None:
    visitor = Visitor(app, "http://evil.example")

    visitor.register()

    assert "evil.example" not in mails(ADDRESS)[-1].body
    assert "http://127.0.0.1:8000/verify/" in mails(ADDRESS)[-1].body


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_mail_scanner_that_opens_the_link_changes_nothing(
    visitor: Visitor,
    another: Visitor,
    mails: Mails,
    database: Database,
    method: str,
) -> None:
    visitor.register()

    another.ask(method, link_in(mails))

    assert not is_verified(database)
    assert not another.is_logged_in()


def test_a_mail_scanner_that_presses_the_button_confirms_nothing(
    visitor: Visitor, another: Visitor, mails: Mails, database: Database
) -> None:
    visitor.register()

    answer = another.send(link_in(mails), answer="confirm")

    assert answer.status_code == 422
    assert not is_verified(database)


@pytest.mark.parametrize("proof", ["code", "password"])
def test_another_device_confirms_with_what_only_its_owner_knows(
    visitor: Visitor,
    another: Visitor,
    mails: Mails,
    database: Database,
    proof: str,
) -> None:
    visitor.register()
    code = code_on(visitor.see("/register/thanks"))
    proofs = {"code": code.lower(), "password": "nineteen quiet herons"}

    another.send(link_in(mails), answer="confirm", **{proof: proofs[proof]})

    assert is_verified(database)
    assert another.is_logged_in()


@pytest.mark.parametrize("proof", ["code", "password"])
def test_confirming_on_the_telephone_leaves_the_desktop_logged_in(
    visitor: Visitor, another: Visitor, mails: Mails, proof: str
) -> None:
    visitor.join()
    code = code_on(visitor.see("/register/thanks"))
    proofs = {"code": code, "password": "nineteen quiet herons"}

    another.send(link_in(mails), answer="confirm", **{proof: proofs[proof]})

    assert visitor.is_logged_in()


@pytest.mark.parametrize(
    ("sent", "message"),
    [
        ({}, "Please fill in one of the two fields."),
        ({"code": "WRONGONE"}, "This is not the right code."),
        ({"password": "wrong"}, "This is not the password that you chose."),
    ],
)
def test_a_wrong_proof_can_be_corrected_on_the_same_page(
    visitor: Visitor, another: Visitor, mails: Mails, sent: dict[str, str], message: str
) -> None:
    visitor.register()

    answer = another.send(link_in(mails), answer="confirm", **sent)

    assert answer.status_code == 422
    assert message in answer.text
    assert 'name="code"' in answer.text
    assert "(optional)" not in answer.text


def test_confirming_leads_back_to_where_the_reader_was(
    visitor: Visitor, mails: Mails
) -> None:
    visitor.register(then="/articles/truce#comments")

    answer = visitor.send(link_in(mails), answer="confirm")

    assert answer.headers["Location"] == "/articles/truce#comments"


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


def test_opening_the_link_of_another_account_does_not_switch(
    visitor: Visitor, another: Visitor, mails: Mails
) -> None:
    another.join("Bob", email="bob@reader.example")
    visitor.join("Alice")

    visitor.send(
        link_in(mails, "bob@reader.example"),
        answer="confirm",
        password="nineteen quiet herons",
    )

    assert "Alice" in visitor.see("/account")


def test_a_link_that_was_used_shows_the_page_that_says_so(
    visitor: Visitor, mails: Mails
) -> None:
    visitor.join()
    link = link_in(mails)
    visitor.send(link, answer="confirm")

    again = visitor.get(link)

    assert again.status_code == 404
    assert str(verification.WORTHLESS) in again.text


def test_a_link_to_an_address_that_is_no_longer_the_accounts_is_refused(
    visitor: Visitor, mails: Mails, database: Database
) -> None:
    visitor.join()
    link = link_in(mails)
    with database.unit_of_work(write=True) as work:
        account = work.session.scalars(select(Account)).one()
        account.email = account.email_canonical = "moved@reader.example"

    assert visitor.get(link).status_code == 404
    assert not is_verified(database)


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


def test_the_forms_behind_mailed_links_work_over_tls_without_a_referer(
    production: Flask, mails: Mails, database: Database
) -> None:
    visitor = Visitor(production, "https://localhost")
    visitor.register()

    answer = visitor.send(link_in(mails), answer="confirm")

    assert answer.status_code == 303
    assert is_verified(database)


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


def test_this_was_not_me_ends_the_account_once_that_is_confirmed(
    visitor: Visitor, another: Visitor, mails: Mails
) -> None:
    stranger, owner = visitor, another
    stranger.join()
    link = link_in(mails)

    asked = owner.see(f"{link}?answer=not-me")
    hasty = owner.send(link, answer="not-me")
    assert "Close this account?" in asked
    assert hasty.status_code == 422
    assert "Please tick the box" in hasty.text
    assert stranger.is_logged_in()

    owner.send(link, answer="not-me", sure="1")

    assert not stranger.is_logged_in()
    assert stranger.log_in(ADDRESS).status_code == 422
