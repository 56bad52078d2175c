"""Statements are sent once, and refused ones wait for a person."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from auth.core.actor import Actor
from auth.core.permissions import Role
from auth.core.settings import EXTENSION
from auth.db.database import Database
from moderation.compliance.transparency.models import (
    TransparencySetting,
    TransparencyStatement,
)
from moderation.compliance.transparency.services import gathering, sending
from moderation.review.items.models import Decision
from moderation.review.items.rules import Reason
from moderation.review.sanctions.inputs import ImposeSanction
from moderation.review.sanctions.rules import SanctionKind
from moderation.review.sanctions.services import sanctions
from tests import judged, newsroom
from tests.calling import Caller, Newsroom
from tests.transparency_database import FakeDatabase, serving

WORDS = "You miserable liars of the harbour office"
EARLIER = timedelta(hours=2)


@pytest.fixture
def fake() -> Iterator[FakeDatabase]:
    with serving() as database:
        yield database


@pytest.fixture
def admin(called: Newsroom, fake: FakeDatabase) -> Caller:
    """An admin who has set up the sandbox some hours ago."""
    ada, _ = called.person("Ada", Role.ADMIN)
    sent = ada.send(
        "/admin/transparency",
        target="sandbox",
        sandbox_url=fake.url,
        platform_token=fake.token,
        reports_holds="1",
    )
    assert sent.status_code == 303, sent.get_data(as_text=True)
    with called.database.unit_of_work(write=True) as work:
        setting = work.session.scalars(select(TransparencySetting)).one()
        setting.gathered_until = setting.held_until = work.now - timedelta(days=3)
    return ada


def reject(called: Newsroom, author: Actor, moderator: Actor, number: int) -> None:
    """Reject a comment of *author* two hours ago."""
    with called.database.unit_of_work(write=True) as work:
        at = work.now - EARLIER
        under = newsroom.article(work.session, now=at)
        comment = judged.judged(
            work.session, author, under, f"{WORDS} {number}", 0.9, now=at
        )
        judged.decided(work.session, moderator, comment, Reason.INSULT, now=at)


def do_round(called: Newsroom) -> int:
    seal = called.app.extensions[EXTENSION].seal
    return sending.do_round(
        called.database, seal=seal, base_url="https://comments.example"
    )


def states(database: Database) -> list[str]:
    with database.unit_of_work(write=False) as work:
        rows = select(TransparencyStatement).order_by(TransparencyStatement.id)
        return [each.state.value for each in work.session.scalars(rows)]


@pytest.fixture
def people(called: Newsroom) -> tuple[Actor, Actor]:
    """A moderator and an author."""
    return called.person("Mo", Role.MODERATOR)[1], called.person("Ann Author")[1]


@pytest.mark.usefixtures("admin")
def test_a_rejection_reaches_the_database_once(
    called: Newsroom, fake: FakeDatabase, people: tuple[Actor, Actor]
) -> None:
    moderator, author = people
    reject(called, author, moderator, 1)

    assert [do_round(called), do_round(called)] == [1, 0]

    assert fake.log == [(1, 201)]
    assert states(called.database) == ["sent"]
    assert list(fake.stored) == ["1-decision-1"]


@pytest.mark.usefixtures("admin")
def test_no_field_holds_a_name_an_address_or_a_word_of_the_comment(
    called: Newsroom, fake: FakeDatabase, people: tuple[Actor, Actor]
) -> None:
    moderator, author = people
    reject(called, author, moderator, 1)
    with called.database.unit_of_work(write=True) as work:
        decision = work.session.scalars(select(Decision)).one()
        decision.reason = Reason.ILLEGAL
        decision.legal_ground = f"Ann Author writes: {WORDS}"
        decision.note = decision.words_to_author = "Ann, ann.author@reader.example"
        impose(work.session, author, moderator, work.now - EARLIER)

    do_round(called)

    sent = json.dumps(list(fake.stored.values())).casefold()
    assert len(fake.stored) == 2
    for word in ("ann", "author@", "reader.example", "miserable", "liars", "harbour"):
        assert f"{word} " not in sent
        assert f" {word}" not in sent


def impose(session: Session, author: Actor, moderator: Actor, at: datetime) -> None:
    proposal = ImposeSanction(
        kind=SanctionKind.SUSPEND,
        reason=Reason.INSULT,
        account_id=author.account_id,
        days=7,
    )
    sanctions.impose(
        session,
        proposal,
        site_id=1,
        moderator_id=moderator.account_id,
        needs_second=False,
        now=at,
    )


@pytest.mark.usefixtures("admin")
def test_what_was_undone_or_is_too_new_is_not_sent(
    called: Newsroom, fake: FakeDatabase, people: tuple[Actor, Actor]
) -> None:
    moderator, author = people
    reject(called, author, moderator, 1)
    reject(called, author, moderator, 2)
    with called.database.unit_of_work(write=True) as work:
        first, second = work.session.scalars(select(Decision).order_by(Decision.id))
        first.undone_at = work.now
        second.created_at = work.now - timedelta(minutes=5)

    assert do_round(called) == 0
    assert fake.log == []


@pytest.mark.usefixtures("admin")
def test_a_hold_is_sent_when_it_lasts_a_day(
    called: Newsroom, fake: FakeDatabase, people: tuple[Actor, Actor]
) -> None:
    _, author = people
    with called.database.unit_of_work(write=True) as work:
        for hours in (2, 30):
            at = work.now - timedelta(hours=hours)
            under = newsroom.article(work.session, now=at)
            judged.judged(work.session, author, under, f"{WORDS} {at}", 0.99, now=at)

    do_round(called)

    [statement] = fake.stored.values()
    assert statement["decision_visibility"] == ["DECISION_VISIBILITY_CONTENT_DISABLED"]
    assert statement["automated_decision"] == "AUTOMATED_DECISION_FULLY"


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


def spoil(called: Newsroom, number: int) -> None:
    """Gather the statements, and make one of them wrong."""
    with called.database.unit_of_work(write=True) as work:
        setting = work.session.scalars(select(TransparencySetting)).one()
        gathering.gather(
            work.session, setting, base_url="https://comments.example", now=work.now
        )
        row = work.session.get_one(TransparencyStatement, number)
        row.fields = row.fields | {"content_language": "XX"}


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
def test_a_batch_has_at_most_a_hundred_in_order(
    called: Newsroom, fake: FakeDatabase, people: tuple[Actor, Actor]
) -> None:
    moderator, author = people
    reject(called, author, moderator, 1)
    spoil(called, 1)
    with called.database.unit_of_work(write=True) as work:
        row = work.session.scalars(select(TransparencyStatement)).one()
        row.fields = {**row.fields, "content_language": "EN"}
        for number in range(2, 106):
            copy = {
                column.name: getattr(row, column.name)
                for column in TransparencyStatement.__table__.columns
                if column.name != "id"
            }
            puid = f"1-decision-{number}"
            fields = row.fields | {"puid": puid}
            changes = {"source_id": number, "puid": puid, "fields": fields}
            work.session.add(TransparencyStatement(**(copy | changes)))

    assert do_round(called) == 105

    assert fake.log == [(100, 201), (5, 201)]
    assert list(fake.stored)[:2] == ["1-decision-1", "1-decision-2"]


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
        assert "503" in setting.problem
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
    assert states(called.database) == ["queued"]


def test_a_newsroom_that_only_collects_sends_nothing_and_can_export(
    called: Newsroom, fake: FakeDatabase, admin: Caller, people: tuple[Actor, Actor]
) -> None:
    moderator, author = people
    admin.send("/admin/transparency", target="collect")
    with called.database.unit_of_work(write=True) as work:
        setting = work.session.scalars(select(TransparencySetting)).one()
        setting.gathered_until = work.now - timedelta(days=3)
    reject(called, author, moderator, 1)

    do_round(called)

    assert fake.log == []
    answer = admin.client.get("/admin/transparency/statements.json")
    body = answer.json or {}
    assert [each["puid"] for each in body["statements"]] == ["1-decision-1"]


def test_the_tokens_are_stored_sealed_and_shown_to_nobody(
    called: Newsroom, fake: FakeDatabase, admin: Caller
) -> None:
    with called.database.unit_of_work(write=False) as work:
        setting = work.session.scalars(select(TransparencySetting)).one()
        assert fake.token not in setting.sandbox_token
    page = admin.client.get("/admin/transparency").get_data(as_text=True)
    assert fake.token not in page


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"target": "production"}, "enter the token"),
        ({"target": "sandbox", "sandbox_url": "http://far.example"}, "https address"),
        ({"target": "collect", "countries": "EL"}, "not a country of the EEA"),
    ],
)
def test_settings_that_cannot_work_are_refused(
    called: Newsroom, form: dict[str, str], said: str
) -> None:
    admin, _ = called.person("Ada", Role.ADMIN)

    answer = admin.send("/admin/transparency", **form)

    assert answer.status_code == 422
    assert said in answer.get_data(as_text=True)
    assert called.rows()["transparency_setting"] == 0
