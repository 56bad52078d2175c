"""A message is sent until it arrives or was tried often enough."""

from __future__ import annotations

from datetime import timedelta

import pytest

from moderation.exchange.webhooks.inputs import ReplayDelivery, ReplayFailed
from moderation.exchange.webhooks.rules import MOST_TRIES, DeliveryState, MessageType
from moderation.exchange.webhooks.services import deliveries, outcomes
from tests.calling import Newsroom
from tests.moderation.exchange.webhooks.receiving import Receiver, Webhooks, posted


def ids(receiver: Receiver) -> list[str]:
    return [each.headers["webhook-id"] for each in receiver.got]


def test_a_failed_delivery_is_tried_again_with_the_same_id_and_body(
    called: Newsroom, webhooks: Webhooks, receiver: Receiver
) -> None:
    webhooks.endpoint(receiver.url, MessageType.COMMENT_PUBLISHED)
    receiver.answers(500)
    posted(called)
    webhooks.send()
    assert webhooks.send() == 0

    receiver.answers(200)
    webhooks.wait_no_more()
    webhooks.send()

    first, second = receiver.got
    assert first.headers["webhook-id"] == second.headers["webhook-id"]
    assert first.body == second.body
    [delivery] = webhooks.deliveries()
    assert (delivery.state, delivery.tries) == (DeliveryState.DELIVERED, 2)


def test_a_delivery_fails_after_the_last_try_and_can_be_sent_again(
    called: Newsroom, webhooks: Webhooks, receiver: Receiver
) -> None:
    endpoint_id, _ = webhooks.endpoint(receiver.url, MessageType.COMMENT_PUBLISHED)
    receiver.answers(400)
    posted(called)
    for _ in range(MOST_TRIES):
        webhooks.wait_no_more()
        webhooks.send()
    assert [each.state for each in webhooks.deliveries()] == [DeliveryState.FAILED]
    assert len(receiver.got) == MOST_TRIES

    receiver.answers(200)
    webhooks.wait_no_more()
    with called.database.unit_of_work(write=True) as work:
        change = ReplayFailed(endpoint_id=endpoint_id, since=called.now)
        assert deliveries.replay_failed(work.session, change, now=work.now) == 1
    webhooks.send()
    with called.database.unit_of_work(write=True) as work:
        deliveries.replay(work.session, ReplayDelivery(1), now=work.now)
    webhooks.send()

    assert len(set(ids(receiver))) == 1
    assert len(receiver.got) == MOST_TRIES + 2


def test_an_endpoint_is_left_alone_for_as_long_as_it_asks(
    called: Newsroom, webhooks: Webhooks, receiver: Receiver
) -> None:
    endpoint_id, _ = webhooks.endpoint(receiver.url, MessageType.COMMENT_PUBLISHED)
    receiver.answers(429, Retry_After="3600")
    posted(called)
    posted(called, name="Rashid")

    webhooks.send()

    assert len(receiver.got) == 1
    rests_until = webhooks.of(endpoint_id).rests_until
    assert rests_until is not None
    assert rests_until - called.now > timedelta(minutes=59)


def test_a_process_that_dies_before_it_records_sends_the_same_id_again(
    called: Newsroom,
    webhooks: Webhooks,
    receiver: Receiver,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    webhooks.endpoint(receiver.url, MessageType.COMMENT_PUBLISHED)
    posted(called)

    def die(*_arguments: object, **_values: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(outcomes, "record", die)
        with pytest.raises(KeyboardInterrupt):
            webhooks.send()
    assert webhooks.send() == 0, "the lease still holds"
    webhooks.wait_no_more()
    webhooks.send()

    first, second = ids(receiver)
    assert first == second
