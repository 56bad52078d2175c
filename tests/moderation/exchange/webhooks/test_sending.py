"""Messages arrive signed, once each, in spite of all that a receiver does."""

from __future__ import annotations

import base64
import json
import threading
from datetime import timedelta

import pytest
from sqlalchemy import update
from standardwebhooks import Webhook, WebhookVerificationError

from auth.sites.lookup import ensure_site
from moderation.discussion.rules import Status
from moderation.exchange.webhooks import sending
from moderation.exchange.webhooks.inputs import (
    ChangeEndpoint,
    OfEndpoint,
    ReplayDelivery,
    ReplayFailed,
)
from moderation.exchange.webhooks.models import WebhookEndpoint
from moderation.exchange.webhooks.rules import (
    MOST_TRIES,
    DeliveryState,
    DisabledBecause,
    MessageType,
)
from moderation.exchange.webhooks.services import deliveries, endpoints, outcomes
from tests.calling import Newsroom
from tests.moderation.exchange.webhooks.receiving import (
    SEAL,
    Receiver,
    Request,
    Webhooks,
    listening,
)


def posted(called: Newsroom, text: str = "A thought", name: str = "Nour") -> int:
    _, author = called.person(name)
    return called.comment(author, text)


def ids(receiver: Receiver) -> list[str]:
    return [each.headers["webhook-id"] for each in receiver.got]


def said(receiver: Receiver) -> list[str]:
    return [json.loads(each.body)["type"] for each in receiver.got]


def test_the_independent_library_verifies_what_arrives(
    called: Newsroom, webhooks: Webhooks, receiver: Receiver
) -> None:
    _, secret = webhooks.endpoint(receiver.url, MessageType.COMMENT_PUBLISHED)
    comment_id = posted(called)

    webhooks.send()

    [request] = receiver.got
    told = Webhook(secret).verify(request.body, request.headers)
    assert told["type"] == "comment.published"
    assert told["timestamp"].endswith("Z")
    assert told["data"] == {
        "id": comment_id,
        "version": told["data"]["version"],
        "article_key": "truce",
        "url": f"https://comments.courier.example/comments/{comment_id}",
        "status": "published",
    }
    assert "." not in request.headers["webhook-id"]
    assert webhooks.deliveries()[0].status == 204


@pytest.mark.parametrize("part", ["body", "webhook-id", "webhook-timestamp"])
def test_a_changed_bit_is_not_verified(
    called: Newsroom, webhooks: Webhooks, receiver: Receiver, part: str
) -> None:
    _, secret = webhooks.endpoint(receiver.url, MessageType.COMMENT_PUBLISHED)
    posted(called)
    webhooks.send()
    [request] = receiver.got
    body, headers = request.body, dict(request.headers)
    if part == "body":
        body = bytes([body[0] ^ 1]) + body[1:]
    else:
        headers[part] = headers[part][:-1] + str((int(headers[part][-1], 16) + 1) % 10)

    with pytest.raises(WebhookVerificationError):
        Webhook(secret).verify(body, headers)


def test_both_secrets_verify_for_a_day_after_a_rotation(
    called: Newsroom, webhooks: Webhooks, receiver: Receiver
) -> None:
    endpoint_id, old = webhooks.endpoint(receiver.url, MessageType.COMMENT_PUBLISHED)
    with called.database.unit_of_work(write=True) as work:
        new = endpoints.rotate(
            work.session, OfEndpoint(endpoint_id), seal=SEAL, actor_id=1, now=work.now
        )
    posted(called)
    webhooks.send()

    [request] = receiver.got
    for secret in (old, new):
        assert Webhook(secret).verify(request.body, request.headers)
    with called.database.unit_of_work(write=False) as work:
        endpoint = work.session.get_one(WebhookEndpoint, endpoint_id)
        later = work.now + timedelta(hours=25)
        assert sending.signing_secrets(endpoint, SEAL, later) == [new]
        assert len(base64.b64decode(new.removeprefix("whsec_"))) == 32
        assert new not in endpoint.secret


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


def test_a_redirect_is_not_followed(
    called: Newsroom, webhooks: Webhooks, receiver: Receiver
) -> None:
    webhooks.endpoint(receiver.url, MessageType.COMMENT_PUBLISHED)
    receiver.answers(302, Location=f"http://127.0.0.1:{receiver.port}/other")
    posted(called)

    webhooks.send()

    assert [each.path for each in receiver.got] == ["/hooks"]
    [delivery] = webhooks.deliveries()
    assert (delivery.state, delivery.status) == (DeliveryState.QUEUED, 302)


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


def test_a_dead_endpoint_does_not_hold_up_another(
    called: Newsroom, webhooks: Webhooks, receiver: Receiver
) -> None:
    with listening() as dead:
        let_go = threading.Event()

        def hang(_request: Request) -> tuple[int, dict[str, str]]:
            let_go.wait(10)
            return 200, {}

        dead.reply = hang
        webhooks.endpoint(dead.url, MessageType.COMMENT_PUBLISHED)
        webhooks.endpoint(receiver.url, MessageType.COMMENT_PUBLISHED)
        posted(called)
        stuck = threading.Thread(target=webhooks.send)
        stuck.start()
        while not dead.got:
            stuck.join(0.01)

        webhooks.send()

        assert len(receiver.got) == 1
        assert stuck.is_alive()
        let_go.set()
        stuck.join()


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


def test_a_change_of_a_discussion_is_told_once_until_it_is_sent(
    called: Newsroom, webhooks: Webhooks, receiver: Receiver
) -> None:
    webhooks.endpoint(receiver.url, MessageType.ARTICLE_DISCUSSION_CHANGED)
    posted(called)
    posted(called, name="Rashid")
    webhooks.send()
    posted(called, name="Salma")
    webhooks.send()

    assert said(receiver) == ["article.discussion_changed"] * 2


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


def test_an_endpoint_of_one_site_is_told_nothing_of_another(
    called: Newsroom, webhooks: Webhooks, receiver: Receiver
) -> None:
    with called.database.unit_of_work(write=True) as work:
        other = ensure_site(
            work.session, name="The Herald", host="herald.test", now=work.now
        ).id
    webhooks.endpoint(receiver.url, site_id=other)

    posted(called)

    assert webhooks.deliveries() == []


def test_a_new_comment_that_is_held_is_told_in_this_order(
    called: Newsroom, webhooks: Webhooks, receiver: Receiver
) -> None:
    webhooks.endpoint(receiver.url)
    _, author = called.person("Nour")

    called.comment(author, "A thought", status=Status.HELD)
    webhooks.send()

    assert said(receiver) == ["comment.created", "comment.held"]
