"""Attacks in large numbers: guessed passwords, flooded mailboxes, mass registration."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from auth.accounts import lookup
from auth.core.models import Account
from auth.core.rules import LIMITS
from auth.core.throttles import network_of
from auth.db.database import Database
from tests.auth.conftest import Mails, People
from tests.auth.visitor import Visitor

ADDRESS = "alice@reader.example"


def guess(visitor: Visitor, times: int) -> int:
    """Try wrong passwords; return the status of the last response."""
    return [
        visitor.log_in(ADDRESS, f"wrong guess {number}").status_code
        for number in range(times)
    ][-1]


def test_guessing_at_one_account_is_stopped(visitor: Visitor, account: People) -> None:
    account("Alice")
    most = LIMITS["login-account"].count

    assert guess(visitor, most) == 422
    assert guess(visitor, 1) == 429


def test_the_answer_says_when_to_try_again(visitor: Visitor) -> None:
    guess(visitor, LIMITS["login-account"].count)

    answer = visitor.log_in(ADDRESS)

    assert 0 < int(answer.headers["Retry-After"]) <= 15 * 60


def test_an_owner_whose_account_is_throttled_enters_by_the_mailed_link(
    visitor: Visitor, another: Visitor, account: People, mails: Mails
) -> None:
    account("Alice")
    guess(visitor, LIMITS["login-account"].count + 1)
    another.send("/reset", email=ADDRESS)
    link = re.search(r"/reset/\S+", mails(ADDRESS)[-1].body)
    assert link is not None
    another.send(link.group(), password="a new and longer password")

    another.log_in(ADDRESS, "a new and longer password")

    assert another.is_logged_in()


def test_one_address_is_sent_three_mails_an_hour_whoever_asks(
    app: Flask, mails: Mails
) -> None:
    statuses = [
        Visitor(app).send("/reset", email=ADDRESS).status_code for _ in range(2)
    ]
    statuses += [
        Visitor(app).register(f"Bomber {number}", email=ADDRESS).status_code
        for number in range(3)
    ]

    assert statuses == [303, 303, 303, 429, 429]
    assert len(mails(ADDRESS)) == 3


def test_one_network_registers_ten_times_an_hour(app: Flask) -> None:
    statuses = [
        Visitor(app).register(f"Many {number}", email=f"m{number}@x.example")
        for number in range(LIMITS["register-network"].count + 1)
    ]

    assert [each.status_code for each in statuses[-2:]] == [303, 429]


@pytest.mark.parametrize(
    ("one", "other", "are_alike"),
    [
        ("192.0.2.1", "192.0.2.1", True),
        ("192.0.2.1", "192.0.2.2", False),
        ("2001:db8::1", "2001:db8::ffff:2", True),
        ("2001:db8:0:1::1", "2001:db8:0:2::1", False),
        ("::ffff:192.0.2.1", "192.0.2.1", True),
    ],
)
def test_a_network_is_an_address_or_a_slash_64(
    one: str, other: str, are_alike: bool
) -> None:
    assert (network_of(one) == network_of(other)) == are_alike


def test_a_forged_forwarding_header_does_not_make_a_new_network(
    visitor: Visitor,
) -> None:
    token = visitor.form_token("/login")
    most = LIMITS["login-network"].count

    for number in range(most + 1):
        answer = visitor.client.post(
            "/login",
            data={"email": f"{number}@x.example", "csrf_token": token},
            headers={"X-Forwarded-For": f"192.0.2.{number}"},
        )

    assert answer.status_code == 429


def test_an_address_not_confirmed_in_72_hours_is_up_for_removal(
    visitor: Visitor, database: Database
) -> None:
    visitor.join()
    with database.unit_of_work(write=False) as work:
        made = work.session.scalars(select(Account)).one()
        day = timedelta(hours=24)

        early = lookup.unverified_accounts(
            work.session, now=made.created_at + 3 * day - timedelta(seconds=1)
        )
        late = lookup.unverified_accounts(
            work.session, now=made.created_at + 3 * day + timedelta(seconds=1)
        )
        account_id = made.id

    assert list(early) == []
    assert list(late) == [account_id]


def test_strangers_cannot_keep_an_owner_out_of_a_browser_used_before(
    visitor: Visitor, another: Visitor, account: People
) -> None:
    account("Alice")
    visitor.log_in(ADDRESS)
    visitor.log_out()
    guess(another, LIMITS["login-account"].count + 5)

    assert visitor.log_in(ADDRESS).status_code == 303
    assert another.log_in(ADDRESS).status_code == 429


def test_a_reset_password_ends_the_lockout_by_guesses(
    visitor: Visitor, another: Visitor, account: People, mails: Mails
) -> None:
    account("Alice")
    another.send("/reset", email=ADDRESS)
    link = re.search(r"/reset/\S+", mails(ADDRESS)[-1].body)
    assert link is not None
    another.send(link.group(), password="a new and longer password")
    guess(visitor, LIMITS["login-account"].count + 1)

    assert another.log_in(ADDRESS, "a new and longer password").status_code == 303


def test_a_known_browser_has_a_limit_of_its_own(
    visitor: Visitor, account: People
) -> None:
    account("Alice")
    visitor.log_in(ADDRESS)
    visitor.log_out()

    assert guess(visitor, LIMITS["login-device"].count) == 422
    assert guess(visitor, 1) == 429


def test_registering_an_address_marks_no_browser_as_known(
    visitor: Visitor, account: People
) -> None:
    account("Alice")
    visitor.register(name="Mallory", email=ADDRESS)
    visitor.log_in(ADDRESS)
    visitor.log_out()
    guess(visitor, LIMITS["login-account"].count - 1)

    assert guess(visitor, 1) == 429


def test_a_browser_known_for_one_account_is_unknown_for_another(
    visitor: Visitor, another: Visitor, account: People
) -> None:
    account("Alice")
    account("Bob")
    another.log_in("bob@reader.example")
    another.log_out()
    guess(visitor, LIMITS["login-account"].count + 1)

    assert another.log_in(ADDRESS).status_code == 429
