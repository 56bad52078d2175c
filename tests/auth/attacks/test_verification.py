"""Attacks on the confirmation of addresses."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from auth.accounts import verification
from auth.core.models import Account
from auth.db.database import Database
from tests.auth.attacks.confirming import ADDRESS, code_on, is_verified, link_in
from tests.auth.conftest import Mails
from tests.auth.visitor import Visitor


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


def test_the_forms_behind_mailed_links_work_over_tls_without_a_referer(
    production: Flask, mails: Mails, database: Database
) -> None:
    visitor = Visitor(production, "https://localhost")
    visitor.register()

    answer = visitor.send(link_in(mails), answer="confirm")

    assert answer.status_code == 303
    assert is_verified(database)


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
