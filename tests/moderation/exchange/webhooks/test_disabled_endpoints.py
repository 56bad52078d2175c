"""When an endpoint is disabled, and that it is then told nothing."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import update

from moderation.exchange.webhooks.inputs import ChangeEndpoint
from moderation.exchange.webhooks.models import WebhookEndpoint
from moderation.exchange.webhooks.rules import (
    DeliveryState,
    DisabledBecause,
    MessageType,
)
from moderation.exchange.webhooks.services import endpoints
from tests.calling import Newsroom
from tests.moderation.exchange.webhooks.receiving import Receiver, Webhooks, posted


def test_an_endpoint_that_is_gone_is_disabled(
    called: Newsroom, webhooks: Webhooks, receiver: Receiver
) -> None:
    endpoint_id, _ = webhooks.endpoint(receiver.url)
    receiver.answers(410)
    posted(called)

    webhooks.send()
    posted(called, name="Rashid")
    webhooks.wait_no_more()
    webhooks.send()

    assert len(receiver.got) == 1
    assert webhooks.of(endpoint_id).disabled_because is DisabledBecause.GONE
    assert {each.state for each in webhooks.deliveries()} == {DeliveryState.FAILED}


def test_an_endpoint_that_fails_for_days_is_disabled(
    called: Newsroom, webhooks: Webhooks, receiver: Receiver
) -> None:
    endpoint_id, _ = webhooks.endpoint(receiver.url, MessageType.COMMENT_PUBLISHED)
    receiver.answers(500)
    with called.database.unit_of_work(write=True) as work:
        since = work.now - timedelta(days=6)
        work.session.execute(update(WebhookEndpoint).values(failing_since=since))
    posted(called)

    webhooks.send()

    assert webhooks.of(endpoint_id).disabled_because is DisabledBecause.FAILING


def test_a_disabled_endpoint_is_told_nothing(
    called: Newsroom, webhooks: Webhooks, receiver: Receiver
) -> None:
    endpoint_id, _ = webhooks.endpoint(receiver.url)
    posted(called)
    with called.database.unit_of_work(write=True) as work:
        change = ChangeEndpoint(
            endpoint_id=endpoint_id, url=receiver.url, is_enabled=False
        )
        endpoints.change(work.session, change, actor_id=1, now=work.now)
    posted(called, name="Rashid")

    webhooks.send()

    assert receiver.got == []
