"""Statements that the database refuses wait for a person; others are sent again."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from auth.core.actor import Actor
from moderation.compliance.transparency.models import TransparencySetting
from tests.calling import Caller, Newsroom
from tests.moderation.compliance.transparency.reporting import (
    do_round,
    reject,
    spoil,
    states,
)
from tests.transparency_database import FakeDatabase


def test_one_refused_statement_is_parked_and_the_rest_is_sent(
    called: Newsroom, fake: FakeDatabase, admin: Caller, people: tuple[Actor, Actor]
) -> None:
    moderator, author = people
    for number in range(3):
        reject(called, author, moderator, number)
    spoil(called, 2)

    assert do_round(called) == 2

    assert fake.log == [(3, 422), (2, 201)]
    assert states(called.database) == ["sent", "parked", "sent"]
    page = admin.client.get("/admin/transparency").get_data(as_text=True)
    assert "1-decision-2" in page
    assert "The selected content language is invalid." in page


def test_a_parked_statement_is_written_and_sent_again(
    called: Newsroom, fake: FakeDatabase, admin: Caller, people: tuple[Actor, Actor]
) -> None:
    moderator, author = people
    reject(called, author, moderator, 1)
    spoil(called, 1)
    do_round(called)

    admin.send("/admin/transparency/statements/1/again")
    do_round(called)

    assert states(called.database) == ["sent"]
    assert list(fake.stored) == ["1-decision-1"]


@pytest.mark.usefixtures("admin")
def test_what_the_database_has_already_counts_as_sent(
    called: Newsroom, fake: FakeDatabase, people: tuple[Actor, Actor]
) -> None:
    moderator, author = people
    for number in range(3):
        reject(called, author, moderator, number)
    # The answer to an earlier batch was lost.
    fake.stored["1-decision-2"] = {}

    do_round(called)

    assert fake.log == [(3, 422), (2, 201)]
    assert states(called.database) == ["sent"] * 3


@pytest.mark.usefixtures("admin")
def test_a_server_error_puts_everything_off(
    called: Newsroom, fake: FakeDatabase, people: tuple[Actor, Actor]
) -> None:
    moderator, author = people
    reject(called, author, moderator, 1)
    fake.answers = [503]

    assert [do_round(called), do_round(called)] == [0, 0]
    assert fake.log == [(1, 503)]
    with called.database.unit_of_work(write=True) as work:
        setting = work.session.scalars(select(TransparencySetting)).one()
        assert "503" in str(setting.problem)
        setting.retry_at = work.now

    assert do_round(called) == 1


def test_a_refused_token_is_said_on_the_page(
    called: Newsroom, fake: FakeDatabase, admin: Caller, people: tuple[Actor, Actor]
) -> None:
    moderator, author = people
    reject(called, author, moderator, 1)
    fake.token = "a newer one"

    do_round(called)

    page = admin.client.get("/admin/transparency").get_data(as_text=True)
    assert "The database refuses the token." in page
    german = admin.client.get("/admin/transparency?lang=de").get_data(as_text=True)
    assert "Die Datenbank lehnt das Token ab." in german
    assert states(called.database) == ["queued"]
