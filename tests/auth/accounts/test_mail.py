"""Which mails are sent, to whom, and how often: reminders, repeats, "not me"."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from auth.core.models import Account, Registration, Throttle
from auth.db.database import Database
from auth.sites.lookup import ensure_site
from moderation.platform.outbox import OutboxMessage
from moderation.running import purge
from tests.auth.attacks.confirming import is_verified, link_in
from tests.auth.conftest import Mails, People
from tests.auth.visitor import Visitor

ADDRESS = "reader@reader.example"
ORIGIN = "http://127.0.0.1:8000"

Pass = Callable[[float], int]


@pytest.fixture
def hours_later(database: Database) -> Pass:
    """Set the account's age and send the mail that is due; return its number."""

    def later(hours: float) -> int:
        with database.unit_of_work(write=True) as work:
            then = work.now - timedelta(hours=hours)
            work.session.execute(update(Account).values(created_at=then))
        return purge.remind(database, base_url=ORIGIN)

    return later


def test_two_reminders_go_out_before_an_unconfirmed_account_is_removed(
    visitor: Visitor, mails: Mails, hours_later: Pass
) -> None:
    visitor.join()

    sent = [hours_later(hours) for hours in (1, 23.9, 24.1, 25, 55, 56.1, 60, 71)]

    assert sent == [0, 0, 1, 0, 0, 1, 0, 0]
    subjects = [each.subject for each in mails(ADDRESS)]
    assert subjects[1:] == ["Your address for The Courier is not confirmed yet"] * 2


def test_a_reminder_says_when_the_account_goes(
    visitor: Visitor, mails: Mails, hours_later: Pass, database: Database
) -> None:
    visitor.join()
    hours_later(25)
    with database.unit_of_work(write=False) as work:
        removal = work.now + timedelta(hours=72 - 25)

    body = " ".join(mails(ADDRESS)[-1].body.split())
    assert removal.strftime("on %-d %B %Y at %H:") in body


def test_the_link_of_a_reminder_confirms(
    visitor: Visitor, mails: Mails, hours_later: Pass, database: Database
) -> None:
    visitor.join()
    hours_later(57)

    visitor.send(link_in(mails), answer="confirm")

    assert is_verified(database)


def test_two_reminders_are_never_sent_at_once(
    visitor: Visitor, hours_later: Pass
) -> None:
    visitor.join()

    assert [hours_later(60), hours_later(61)] == [1, 0]


def test_nobody_is_reminded_who_confirmed_or_said_that_it_was_not_them(
    app: Flask, mails: Mails, hours_later: Pass
) -> None:
    confirms, denies = Visitor(app), Visitor(app)
    confirms.join("Confirmer")
    confirms.send(link_in(mails, "confirmer@reader.example"), answer="confirm")
    denies.join("Denier")
    denies.send(link_in(mails, "denier@reader.example"), answer="not-me", sure="1")

    assert hours_later(25) == 0


def test_the_owner_of_a_known_address_is_not_reminded_of_a_namesake(
    visitor: Visitor, account: People, hours_later: Pass
) -> None:
    account("Known")
    visitor.join("Namesake", email="known@reader.example")

    assert hours_later(25) == 0


def test_the_mail_comes_again_at_the_press_of_a_button_three_times_an_hour(
    visitor: Visitor, mails: Mails
) -> None:
    visitor.join()

    statuses = [
        visitor.send("/account/confirmation", form="/account").status_code
        for _ in range(3)
    ]

    assert statuses == [303, 303, 429], "the registration's own mail counts, too"
    assert len(mails(ADDRESS)) == 3


def test_the_mail_that_came_again_confirms(
    visitor: Visitor, mails: Mails, database: Database
) -> None:
    visitor.join()
    visitor.send("/account/confirmation", form="/account")

    visitor.send(link_in(mails), answer="confirm")

    assert is_verified(database)


def test_a_confirmed_account_gets_no_reminder(
    app: Flask, account: People, mails: Mails
) -> None:
    account("Alice")
    alice = Visitor(app)
    alice.log_in("alice@reader.example")

    answer = alice.send("/account/confirmation", form="/account")

    assert answer.status_code == 409
    assert mails("alice@reader.example") == []


def test_a_mailbox_whose_owner_said_not_me_gets_one_mail_in_thirty_days(
    app: Flask, database: Database, mails: Mails
) -> None:
    Visitor(app).register("Stranger", email=ADDRESS)
    Visitor(app).send(link_in(mails), answer="not-me", sure="1")
    before = len(mails(ADDRESS))

    for name in ("Again", "Once more", "And again"):
        with database.unit_of_work(write=True) as work:
            # An hour goes by: the mails of an hour are counted elsewhere.
            work.session.execute(
                update(Throttle)
                .where(Throttle.key.like("mail-address%"))
                .values(count=0)
            )
        assert Visitor(app).register(name, email=ADDRESS).status_code == 303

    assert len(mails(ADDRESS)) == before + 1
    with database.unit_of_work(write=False) as work:
        query = select(Throttle.expires_at).where(Throttle.key.like("disowned:%"))
        left = work.session.scalars(query).one() - work.now
    assert timedelta(days=29, hours=23) < left <= timedelta(days=30)


def test_an_owner_who_said_not_me_still_gets_the_mail_that_resets_their_password(
    app: Flask, account: People, mails: Mails, database: Database
) -> None:
    account("Known")
    Visitor(app).register("Stranger", email="fresh@reader.example")
    Visitor(app).send(link_in(mails, "fresh@reader.example"), answer="not-me", sure="1")
    with database.unit_of_work(write=True) as work:
        work.session.execute(
            update(Throttle)
            .where(Throttle.key.like("disowned:%"))
            .values(key="disowned:known@reader.example", count=5)
        )

    Visitor(app).send("/reset", email="known@reader.example")

    assert "/reset/" in mails("known@reader.example")[-1].body


def test_mail_that_nobody_should_get_is_not_in_the_outbox_at_all(
    database: Database, hours_later: Pass, visitor: Visitor
) -> None:
    visitor.join()
    hours_later(80)

    with database.unit_of_work(write=False) as work:
        assert len(work.session.scalars(select(OutboxMessage)).all()) == 1


@pytest.mark.parametrize(
    ("host", "origin"),
    [("herald.example", "http://herald.example"), ("gone.example", ORIGIN)],
)
def test_a_reminder_leads_to_the_site_that_the_account_was_registered_on(
    visitor: Visitor,
    mails: Mails,
    hours_later: Pass,
    database: Database,
    host: str,
    origin: str,
) -> None:
    with database.unit_of_work(write=True) as work:
        ensure_site(work.session, name="Courier", host="localhost", now=work.now)
        ensure_site(work.session, name="Herald", host="herald.example", now=work.now)
    visitor.join()
    with database.unit_of_work(write=True) as work:
        work.session.execute(update(Registration).values(host=host))

    hours_later(25)

    assert f"{origin}/verify/" in mails(ADDRESS)[-1].body
