"""Messages arrive signed."""

from __future__ import annotations

import base64
from datetime import timedelta

import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from moderation.exchange.webhooks import sending
from moderation.exchange.webhooks.inputs import OfEndpoint
from moderation.exchange.webhooks.models import WebhookEndpoint
from moderation.exchange.webhooks.rules import MessageType
from moderation.exchange.webhooks.services import endpoints
from tests.calling import Newsroom
from tests.moderation.exchange.webhooks.receiving import (
    SEAL,
    Receiver,
    Webhooks,
    posted,
)


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
