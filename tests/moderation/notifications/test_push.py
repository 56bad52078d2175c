"""Push messages, as a push service and a browser get them."""

from __future__ import annotations

import base64
import json
import time
from datetime import UTC, datetime

import py_vapid
import pytest

from moderation.notifications.push.models import PushMessage
from moderation.notifications.push.posting import Poster
from moderation.notifications.push.rules import Target
from moderation.notifications.services import push_keys
from tests.calling import Newsroom
from tests.moderation.notifications.pushed import sent
from tests.push_service import PushService, count, serving

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


@pytest.mark.usefixtures("queued_push")
def test_a_reply_is_pushed_encrypted_and_without_its_text(
    called: Newsroom,
    service: PushService,
    poster: Poster,
    pushed_thread: int,
) -> None:
    assert sent(called, poster) == 1

    [message] = service.messages()
    assert message == {
        "web_push": 8030,
        "notification": {
            "title": "The Courier",
            "body": "Deniz replied to your comment: A truce",
            "navigate": "http://localhost/notifications/1",
            "lang": "en",
            "dir": "auto",
            "silent": False,
            "app_badge": "1",
            "tag": f"thread{pushed_thread}",
        },
    }
    assert b"An answer" not in service.bodies[0]
    assert count(called, PushMessage) == 0


@pytest.mark.usefixtures("queued_push")
def test_a_message_says_who_sends_it_and_how_long_it_is_good_for(
    called: Newsroom,
    service: PushService,
    poster: Poster,
    pushed_thread: int,
) -> None:
    sent(called, poster)

    [headers] = service.headers
    assert headers["ttl"] == "86400"
    assert headers["urgency"] == "normal"
    assert headers["topic"] == f"thread{pushed_thread}"
    assert headers["content-encoding"] == "aes128gcm"
    token = headers["authorization"].split("t=")[1].split(",")[0]
    claims = json.loads(base64.urlsafe_b64decode(token.split(".")[1] + "=="))
    assert claims["aud"] == f"http://127.0.0.1:{service.port}"
    assert claims["sub"] == "mailto:desk@courier.example"
    assert time.time() < claims["exp"] <= time.time() + 86400
    with called.database.unit_of_work(write=False) as work:
        key = push_keys.public_key(work.session)
    assert headers["authorization"].endswith(f"k={key}")
    assert py_vapid.Vapid02.verify(headers["authorization"])


def test_two_services_get_a_token_each(poster: Poster) -> None:
    with serving() as one, serving() as other:
        for each in (one, other):
            poster.post(Target(**each.subscription()), b"{}", topic="t", now=NOW)

        tokens = [each.headers[0]["authorization"] for each in (one, other)]

    audiences = [
        json.loads(base64.urlsafe_b64decode(token.split(".")[1] + "=="))["aud"]
        for token in tokens
    ]
    assert audiences == [
        f"http://127.0.0.1:{one.port}",
        f"http://127.0.0.1:{other.port}",
    ]
