"""Push messages, as a push service and a browser get them."""

from __future__ import annotations

import base64
import json
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import py_vapid
import pytest
from sqlalchemy import select, update

from auth.core.actor import Actor
from moderation.community.models import Mute
from moderation.discussion.rules import Cause, Status
from moderation.discussion.services import transitions
from moderation.notifications.inputs import AddDevice, RenewDevice
from moderation.notifications.push.models import PushDevice, PushMessage
from moderation.notifications.push.posting import Poster
from moderation.notifications.push.rules import (
    Target,
)
from moderation.notifications.services import devices, push_keys, pushing
from tests.calling import Caller, Newsroom
from tests.mailbox import BASE_URL, deliver, reply
from tests.push_service import (
    LOCAL,
    PushService,
    allow,
    count,
    serving,
)

MINUTE = timedelta(minutes=1)
NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def queue(called: Newsroom, at: datetime | None = None) -> None:
    """Queue the push messages that are due, as the delivery does."""
    deliver(called.database, at or datetime.now(called.now.tzinfo))


def sent(called: Newsroom, poster: Poster) -> int:
    return pushing.send_due(called.database, poster, base_url=BASE_URL)


def make_due(called: Newsroom) -> timedelta:
    """Make the messages due that wait for another try; return how long they waited."""
    with called.database.unit_of_work(write=True) as work:
        due = work.session.scalars(select(PushMessage.due_at)).one()
        work.session.execute(update(PushMessage).values(due_at=work.now))
        return due - work.now


def test_a_reply_is_pushed_encrypted_and_without_its_text(
    called: Newsroom,
    service: PushService,
    poster: Poster,
    thread: int,
    deniz: tuple[Caller, Actor],
) -> None:
    reply(called, deniz[0], thread, "You are right about the bridge.")
    queue(called)

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
            "tag": f"thread{thread}",
        },
    }
    assert b"bridge" not in service.bodies[0]
    assert count(called, PushMessage) == 0


def test_a_message_says_who_sends_it_and_how_long_it_is_good_for(
    called: Newsroom,
    service: PushService,
    poster: Poster,
    thread: int,
    deniz: tuple[Caller, Actor],
) -> None:
    reply(called, deniz[0], thread)
    queue(called)
    sent(called, poster)

    [headers] = service.headers
    assert headers["ttl"] == "86400"
    assert headers["urgency"] == "normal"
    assert headers["topic"] == f"thread{thread}"
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


@pytest.mark.parametrize(
    ("status", "devices_left", "messages_left"),
    [
        (201, 1, 0),
        (404, 0, 0),
        (410, 0, 0),
        (400, 1, 0),
        (403, 1, 0),
        (413, 1, 0),
        (307, 1, 0),
        (429, 1, 1),
        (503, 1, 1),
        (500, 1, 1),
    ],
)
def test_each_answer_of_a_push_service_has_its_consequence(
    called: Newsroom,
    service: PushService,
    poster: Poster,
    thread: int,
    deniz: tuple[Caller, Actor],
    status: int,
    devices_left: int,
    messages_left: int,
) -> None:
    reply(called, deniz[0], thread)
    queue(called)
    service.status = status
    service.answer_headers = {"Location": f"http://127.0.0.1:{service.port}/elsewhere"}

    sent(called, poster)

    assert len(service.bodies) == 1
    assert count(called, PushDevice) == devices_left
    assert count(called, PushMessage) == messages_left


def test_a_message_is_tried_again_until_it_is_too_old(
    called: Newsroom,
    service: PushService,
    poster: Poster,
    thread: int,
    deniz: tuple[Caller, Actor],
) -> None:
    reply(called, deniz[0], thread)
    queue(called)
    service.status = 500
    waits = []
    while count(called, PushMessage):
        sent(called, poster)
        if count(called, PushMessage):
            waits.append(round(make_due(called) / MINUTE))

    assert waits == [1, 5, 30, 120]
    assert len(service.bodies) == 5


def test_a_busy_service_is_left_alone_as_long_as_it_says(
    called: Newsroom,
    service: PushService,
    poster: Poster,
    thread: int,
    deniz: tuple[Caller, Actor],
) -> None:
    reply(called, deniz[0], thread)
    queue(called)
    service.status, service.answer_headers = 429, {"Retry-After": "600"}

    sent(called, poster)

    assert round(make_due(called) / MINUTE) == 10


def test_a_browser_whose_service_refuses_our_key_for_three_days_is_forgotten(
    called: Newsroom,
    service: PushService,
    poster: Poster,
    thread: int,
    deniz: tuple[Caller, Actor],
) -> None:
    with called.database.unit_of_work(write=True) as work:
        long_ago = work.now - timedelta(days=4)
        work.session.execute(update(PushDevice).values(refused_since=long_ago))
    reply(called, deniz[0], thread)
    queue(called)
    service.status = 403

    sent(called, poster)

    assert count(called, PushDevice) == 0


def hidden(called: Newsroom, _amina: Caller, comment_id: int) -> None:
    with called.database.unit_of_work(write=True) as work:
        transitions.move(
            work.session,
            transitions.lock(work.session, comment_id),
            to=Status.REJECTED,
            cause=Cause.DECISION,
            now=work.now,
        )


def muted(called: Newsroom, _amina: Caller, _comment_id: int) -> None:
    with called.database.unit_of_work(write=True) as work:
        work.session.add(Mute(muter_id=1, muted_id=2, created_at=work.now))


def read(_called: Newsroom, amina: Caller, _comment_id: int) -> None:
    amina.send("/notifications/read")


def logged_out(_called: Newsroom, amina: Caller, _comment_id: int) -> None:
    amina.send("/logout")


@pytest.mark.parametrize("happen", [hidden, muted, read, logged_out])
def test_a_queued_message_is_not_sent_after(
    called: Newsroom,
    service: PushService,
    poster: Poster,
    amina: tuple[Caller, Actor],
    thread: int,
    deniz: tuple[Caller, Actor],
    happen: Any,
) -> None:
    reply(called, deniz[0], thread)
    queue(called)

    happen(called, amina[0], thread + 1)

    assert sent(called, poster) == 0
    assert service.bodies == []
    assert count(called, PushMessage) == 0


def test_a_browser_gets_at_most_twenty_messages_an_hour(
    called: Newsroom,
    service: PushService,
    poster: Poster,
    thread: int,
    deniz: tuple[Caller, Actor],
) -> None:
    with called.database.unit_of_work(write=True) as work:
        work.session.execute(
            update(PushDevice).values(sent_this_hour=20, hour_began_at=work.now)
        )
    reply(called, deniz[0], thread)
    queue(called)

    assert sent(called, poster) == 0
    assert service.bodies == []


def test_a_browser_that_another_reader_uses_now_is_theirs(
    called: Newsroom,
    service: PushService,
    poster: Poster,
    thread: int,
    deniz: tuple[Caller, Actor],
) -> None:
    reply(called, deniz[0], thread)
    queue(called)

    allow(called, deniz[1], service)

    with called.database.unit_of_work(write=False) as work:
        owner = work.session.scalars(select(PushDevice.account_id)).one()
    assert owner == deniz[1].account_id
    assert sent(called, poster) == 0


def test_a_browser_keeps_its_messages_when_its_address_changes(
    called: Newsroom,
    service: PushService,
    thread: int,
) -> None:
    assert thread
    old = service.subscription()["endpoint"]
    change = RenewDevice(old, AddDevice(**service.subscription("two")))

    with called.database.unit_of_work(write=True) as work:
        devices.renew(work.session, change, services=LOCAL, now=work.now)
        devices.renew(work.session, change, services=LOCAL, now=work.now)

    with called.database.unit_of_work(write=False) as work:
        endpoint = work.session.scalars(select(PushDevice.endpoint)).one()
    assert endpoint.endswith("/two")
