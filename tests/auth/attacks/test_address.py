"""Attacks on a change of address, and what each mailbox can do about them."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from auth.core.models import Account, AddressChange
from auth.core.rules import LIMITS
from auth.db.database import Database
from tests.auth.attacks.confirming import is_verified, link_in
from tests.auth.conftest import Mails, People
from tests.auth.visitor import PASSWORD, Visitor

OLD, NEW = "alice@reader.example", "alice@elsewhere.example"
LONGER = "a new and longer password"


@pytest.fixture
def alice(app: Flask, account: People) -> Visitor:
    """Alice, logged in, with a confirmed address."""
    account("Alice")
    visitor = Visitor(app)
    visitor.log_in(OLD)
    return visitor


def ask(visitor: Visitor, email: str = NEW, password: str = PASSWORD) -> int:
    return visitor.send(
        "/account/address", form="/account", email=email, address_password=password
    ).status_code


def link(mails: Mails, address: str, what: str) -> str:
    """Return the newest link of a kind in what was mailed to an address."""
    bodies = "\n".join(each.body for each in mails(address))
    found = list(re.finditer(rf"http\S+?(/address/{what}/\S+)", bodies))
    return found[-1].group(1)


def address_of(database: Database, name: str = "Alice") -> str:
    with database.unit_of_work(write=False) as work:
        query = select(Account.email).where(Account.display_name == name)
        return work.session.scalars(query).one()


def test_the_new_mailbox_confirms_and_the_old_one_is_told(
    alice: Visitor, mails: Mails, database: Database
) -> None:
    ask(alice)
    assert address_of(database) == OLD

    alice.send(link(mails, NEW, "confirm"), answer="confirm")

    assert address_of(database) == NEW
    assert alice.is_logged_in()
    assert "is about to change" in mails(OLD)[-1].subject


def test_the_account_is_opened_by_the_new_address_and_no_longer_by_the_old(
    alice: Visitor, another: Visitor, mails: Mails
) -> None:
    ask(alice)
    alice.send(link(mails, NEW, "confirm"), answer="confirm")

    assert another.log_in(OLD).status_code == 422
    another.log_in(NEW)

    assert another.is_logged_in()


def test_a_changed_address_logs_every_other_browser_out(
    alice: Visitor, another: Visitor, mails: Mails
) -> None:
    another.log_in(OLD)
    ask(alice)

    alice.send(link(mails, NEW, "confirm"), answer="confirm")

    assert not another.is_logged_in()


def test_a_session_without_the_password_cannot_ask(
    alice: Visitor, mails: Mails
) -> None:
    assert ask(alice, password="a guess") == 422
    assert mails(NEW) == mails(OLD) == []


@pytest.mark.parametrize(
    "email",
    ["", "nobody", OLD, "ALICE@Reader.Example", "a b@c.example", "a@b.c\r\nBcc:x@y.zz"],
)
def test_an_invalid_new_address_changes_nothing(
    alice: Visitor, database: Database, email: str
) -> None:
    assert ask(alice, email) == 422
    assert address_of(database) == OLD


def test_an_old_link_to_verify_is_refused_once_the_address_has_changed(
    visitor: Visitor, mails: Mails, database: Database
) -> None:
    visitor.join("Reader")
    old_link = link_in(mails)
    ask(visitor)
    visitor.send(link(mails, NEW, "confirm"), answer="confirm")

    assert visitor.get(old_link).status_code == 404
    assert address_of(database, "Reader") == NEW


def test_an_old_link_for_a_password_is_refused_once_the_address_has_changed(
    alice: Visitor, another: Visitor, mails: Mails
) -> None:
    another.send("/reset", email=OLD)
    reset = re.search(r"/reset/\S+", mails(OLD)[-1].body)
    assert reset is not None
    ask(alice)
    alice.send(link(mails, NEW, "confirm"), answer="confirm")

    assert another.get(reset.group()).status_code == 404


def test_a_reader_not_yet_verified_is_so_by_the_new_address(
    visitor: Visitor, mails: Mails, database: Database
) -> None:
    visitor.join("Reader")
    ask(visitor)

    visitor.send(link(mails, NEW, "confirm"), answer="confirm")

    assert is_verified(database)
    assert len(mails("reader@reader.example")) == 1, "nobody showed that it is theirs"


def test_a_later_change_makes_the_earlier_link_worthless(
    alice: Visitor, mails: Mails
) -> None:
    ask(alice)
    ask(alice, "third@elsewhere.example")

    assert alice.get(link(mails, NEW, "confirm")).status_code == 404


@pytest.mark.parametrize("password", ["", "a password of the victim"])
def test_the_click_of_a_victim_does_not_give_their_address_to_a_thief(
    alice: Visitor, another: Visitor, mails: Mails, database: Database, password: str
) -> None:
    thief, victim = alice, another
    ask(thief)

    answer = victim.send(
        link(mails, NEW, "confirm"), answer="confirm", password=password
    )

    assert answer.status_code == 422
    assert address_of(database) == OLD


@pytest.mark.parametrize("what", ["confirm", "stop"])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_mail_scanner_that_opens_the_links_changes_nothing(
    alice: Visitor,
    another: Visitor,
    mails: Mails,
    database: Database,
    what: str,
    method: str,
) -> None:
    ask(alice)

    another.ask(method, link(mails, NEW if what == "confirm" else OLD, what))

    assert address_of(database) == OLD
    assert alice.is_logged_in()


def test_a_mail_scanner_that_presses_the_button_stops_nothing(
    alice: Visitor, another: Visitor, mails: Mails
) -> None:
    ask(alice)

    answer = another.send(link(mails, OLD, "stop"))

    assert answer.status_code == 422
    assert alice.is_logged_in()


def test_asking_looks_alike_for_an_address_that_is_taken(
    alice: Visitor, account: People, mails: Mails, database: Database
) -> None:
    account("Bob")

    statuses = [ask(alice, "bob@reader.example"), ask(alice, NEW)]

    assert statuses == [303, 303]
    assert "already has an account" in mails("bob@reader.example")[-1].subject
    assert "/address/confirm/" not in mails("bob@reader.example")[-1].body
    assert address_of(database, "Bob") == "bob@reader.example"


def test_one_of_two_people_who_want_an_address_gets_it(
    alice: Visitor, another: Visitor, mails: Mails, account: People
) -> None:
    account("Bob")
    another.log_in("bob@reader.example")
    ask(alice)
    first = link(mails, NEW, "confirm")
    ask(another)
    second = link(mails, NEW, "confirm")

    won = alice.send(first, answer="confirm")
    lost = another.send(second, form="/account", answer="confirm")

    assert (won.status_code, lost.status_code) == (303, 409)


def test_the_link_to_confirm_is_good_for_a_day(
    alice: Visitor, mails: Mails, database: Database
) -> None:
    ask(alice)
    age(database, timedelta(hours=24, seconds=1))

    assert alice.get(link(mails, NEW, "confirm")).status_code == 404


@pytest.mark.parametrize("is_confirmed", [False, True])
def test_the_old_mailbox_stops_a_thief_who_knows_the_password(
    alice: Visitor,
    another: Visitor,
    mails: Mails,
    database: Database,
    is_confirmed: bool,
) -> None:
    thief, owner = alice, another
    ask(thief)
    if is_confirmed:
        thief.send(link(mails, NEW, "confirm"), answer="confirm")

    owner.send(link(mails, OLD, "stop"), sure="1")

    assert address_of(database) == OLD
    assert not thief.is_logged_in()
    assert thief.log_in(OLD).status_code == thief.log_in(NEW).status_code == 422
    assert thief.get(link(mails, NEW, "confirm")).status_code == 404
    reset = re.search(r"/reset/\S+", mails(OLD)[-1].body)
    assert reset is not None
    owner.send(reset.group(), password=LONGER)
    owner.log_in(OLD, LONGER)
    assert owner.is_logged_in()


def test_a_thief_cannot_stop_the_owner_by_the_mailbox_in_between(
    alice: Visitor, another: Visitor, mails: Mails, database: Database
) -> None:
    thief, owner = alice, another
    ask(thief)
    thief.send(link(mails, NEW, "confirm"), answer="confirm")
    ask(thief, "third@elsewhere.example")
    thief.send(link(mails, "third@elsewhere.example", "confirm"), answer="confirm")
    owner.send(link(mails, OLD, "stop"), sure="1")

    answer = thief.send(link(mails, NEW, "stop"), form="/login", sure="1")

    assert answer.status_code == 404
    assert address_of(database) == OLD


@pytest.mark.parametrize(("hours", "status"), [(71, 200), (73, 404)])
def test_a_change_can_be_stopped_for_three_days(
    alice: Visitor, mails: Mails, database: Database, hours: int, status: int
) -> None:
    ask(alice)
    age(database, timedelta(hours=hours))

    assert alice.get(link(mails, OLD, "stop")).status_code == status


def test_an_account_asks_three_times_an_hour(alice: Visitor) -> None:
    most = LIMITS["address-change"].count

    statuses = [ask(alice, f"a{n}@elsewhere.example") for n in range(most + 1)]

    assert statuses == [303] * most + [429]


def age(database: Database, by: timedelta) -> None:
    """Make every change of address that much older."""
    with database.unit_of_work(write=True) as work:
        work.session.execute(update(AddressChange).values(created_at=work.now - by))
