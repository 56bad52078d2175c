"""Statements are sent once, and hold no personal data."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from sqlalchemy import select

from auth.core.actor import Actor
from auth.core.permissions import Role
from moderation.compliance.transparency.models import (
    TransparencySetting,
    TransparencyStatement,
)
from moderation.review.items.models import Decision
from moderation.review.items.rules import Reason
from tests import judged, newsroom
from tests.calling import Caller, Newsroom
from tests.moderation.compliance.transparency.reporting import (
    EARLIER,
    WORDS,
    do_round,
    impose,
    reject,
    spoil,
    states,
)
from tests.transparency_database import FakeDatabase


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
