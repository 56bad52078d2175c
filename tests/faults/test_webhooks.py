"""Sending webhooks is killed, overtaken, or races with what it tells."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from datetime import timedelta
from multiprocessing import get_context

import pytest
from sqlalchemy import select, update

from auth.db.database import Database
from moderation.event_table import open_database
from moderation.exchange.webhooks import sending
from moderation.exchange.webhooks.models import WebhookDelivery, WebhookEndpoint
from moderation.exchange.webhooks.rules import DeliveryState, MessageType
from moderation.exchange.webhooks.services import messages, outcomes
from tests import newsroom
from tests.conftest import empty
from tests.moderation.exchange.webhooks.receiving import (
    Receiver,
    Webhooks,
    listening,
    webhooks_of,
)

CHANGED = MessageType.ARTICLE_DISCUSSION_CHANGED


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with listening() as found:
        yield found


@pytest.fixture
def webhooks(database: Database) -> Webhooks:
    """A newsroom's webhooks on each database in turn."""
    return founded(database)


@pytest.fixture
def on_postgresql(postgresql_database: Database) -> Webhooks:
    """A newsroom's webhooks on a database in which two can write at once."""
    empty(postgresql_database)
    return founded(postgresql_database)


def founded(database: Database) -> Webhooks:
    with database.unit_of_work(write=True) as work:
        newsroom.ensure_newsroom(work.session, now=work.now)
        newsroom.person(work.session, "Ada", now=work.now)
    return webhooks_of(database)


def queue(database: Database, count: int = 1, collapses_as: str | None = None) -> None:
    with database.unit_of_work(write=True) as work:
        for number in range(count):
            messages.queue(
                work.session,
                CHANGED,
                {"id": number},
                site_id=None,
                now=work.now,
                collapses_as=collapses_as,
            )


def die_after_sending(url: str) -> None:
    """Send what is due, and die between the request and the record of its answer."""

    def die(*_arguments: object, **_values: object) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    outcomes.record = die
    webhooks_of(open_database(url)).send()


def test_a_process_killed_after_it_sent_leaves_the_same_id_to_be_sent_again(
    sqlite_database: Database, receiver: Receiver
) -> None:
    webhooks = founded(sqlite_database)
    webhooks.endpoint(receiver.url)
    queue(webhooks.database)
    url = webhooks.database.url.render_as_string(hide_password=False)

    process = get_context("spawn").Process(target=die_after_sending, args=(url,))
    process.start()
    process.join(60)
    assert process.exitcode == -signal.SIGKILL
    assert webhooks.send() == 0, "the lease still holds"
    webhooks.wait_no_more()
    webhooks.send()

    first, second = receiver.got
    assert first.headers["webhook-id"] == second.headers["webhook-id"]
    assert first.body == second.body
    [delivery] = webhooks.deliveries()
    assert (delivery.state, delivery.tries) == (DeliveryState.DELIVERED, 2)


def test_what_another_sender_took_over_is_not_recorded_twice(
    webhooks: Webhooks, receiver: Receiver
) -> None:
    webhooks.endpoint(receiver.url)
    queue(webhooks.database, 2)

    def lose_the_lease(_request: object) -> tuple[int, dict[str, str]]:
        with webhooks.database.unit_of_work(write=True) as work:
            past = work.now - timedelta(seconds=1)
            work.session.execute(update(WebhookEndpoint).values(lease_until=past))
        receiver.answers(204)
        webhooks.send()
        return 500, {}

    receiver.reply = lose_the_lease
    webhooks.send()

    states = {each.state for each in webhooks.deliveries()}
    assert states == {DeliveryState.DELIVERED}


def test_a_change_is_told_anew_if_its_message_is_being_sent(
    on_postgresql: Webhooks, receiver: Receiver
) -> None:
    webhooks = on_postgresql
    webhooks.endpoint(receiver.url)
    queue(webhooks.database, collapses_as="article:1")

    def change_meanwhile(_request: object) -> tuple[int, dict[str, str]]:
        receiver.answers(204)
        queue(webhooks.database, collapses_as="article:1")
        return 204, {}

    receiver.reply = change_meanwhile
    webhooks.send()

    assert len({each.headers["webhook-id"] for each in receiver.got}) == 2


def test_a_message_is_not_sent_before_the_change_that_it_also_tells_is_stored(
    on_postgresql: Webhooks, receiver: Receiver
) -> None:
    webhooks, database = on_postgresql, on_postgresql.database
    webhooks.endpoint(receiver.url)
    queue(database, collapses_as="article:1")

    with database.unit_of_work(write=True) as work:
        messages.queue(
            work.session,
            CHANGED,
            {"id": 2},
            site_id=None,
            now=work.now,
            collapses_as="article:1",
        )
        assert webhooks.send() == 0
    webhooks.wait_no_more()
    webhooks.send()

    assert len(receiver.got) == 1


def test_an_endpoint_with_much_to_send_lets_another_have_its_turn(
    webhooks: Webhooks, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "MOST_A_TURN", 2)
    webhooks.endpoint(receiver.url + "/busy")
    queue(webhooks.database, 3)
    webhooks.endpoint(receiver.url + "/calm", CHANGED)
    queue(webhooks.database)

    webhooks.send()

    paths = [each.path for each in receiver.got]
    assert paths == ["/hooks/busy", "/hooks/busy", "/hooks/calm"]
    with webhooks.database.unit_of_work(write=False) as work:
        waits = select(WebhookDelivery.id).where(
            WebhookDelivery.state == DeliveryState.QUEUED
        )
        assert len(work.session.scalars(waits).all()) == 2
