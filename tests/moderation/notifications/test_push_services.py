"""Which push services are called, and the pages of push messages."""

from __future__ import annotations

import base64
import json
import time
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from auth.core.actor import Actor
from auth.core.sealing import Seal
from moderation.notifications.push import posting
from moderation.notifications.push.models import PushDevice, PushKey
from moderation.notifications.push.posting import Poster
from moderation.notifications.push.rules import (
    Services,
    Target,
    TooLargeError,
    are_keys,
)
from moderation.notifications.services import push_keys
from tests.calling import Caller, Newsroom
from tests.push_service import (
    PRODUCTION,
    SEAL,
    PushService,
    count,
    serving,
)

MINUTE = timedelta(minutes=1)
NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://fcm.googleapis.com/one",
        "https://fcm.googleapis.com:8443/one",
        "https://reader@fcm.googleapis.com/one",
        "https://push.services.mozilla.com.evil.example/one",
        "https://127.0.0.1/one",
        "https://xn--fcm-example.googleapis.com/one",
        "https://[::1/one",
        "https://evil.example\\.push.apple.com/one",
        "https://evil.example\t.push.apple.com/one",
        "https://evil.example;.push.apple.com/one",
        "file:///etc/passwd",
    ],
)
def test_only_known_push_services_are_called(endpoint: str) -> None:
    assert not PRODUCTION.accepts(endpoint)


@pytest.mark.parametrize(
    "endpoint",
    [
        "https://fcm.googleapis.com/fcm/send/abc",
        "https://updates.push.services.mozilla.com:443/wpush/v2/abc",
    ],
)
def test_the_known_push_services_are_called(endpoint: str) -> None:
    assert PRODUCTION.accepts(endpoint)


def test_a_name_that_leads_to_a_private_address_is_not_called(
    poster: Poster, service: PushService
) -> None:
    target = Target(**service.subscription())
    https = Target(
        target.endpoint.replace("http://127.0.0.1", "https://localhost"),
        target.p256dh,
        target.auth,
    )

    class Trusting(Services):
        def accepts(self, endpoint: str) -> bool:
            return endpoint == https.endpoint

    answer = Poster(poster.private_key, poster.contact, Trusting(())).post(
        https, b"{}", topic="t", now=NOW
    )

    assert answer.status == 0
    assert service.bodies == []


def test_a_message_that_is_too_large_is_refused_before_it_is_encrypted(
    poster: Poster, service: PushService
) -> None:
    with pytest.raises(TooLargeError):
        poster.post(Target(**service.subscription()), b"x" * 3_994, topic="t", now=NOW)

    assert service.bodies == []


def test_a_service_that_hangs_is_given_up(
    poster: Poster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(posting, "TIMEOUT_SECONDS", 0.05)
    with serving() as service:
        silent = Target(**service.subscription())
        monkeypatch.setattr(
            "http.server.BaseHTTPRequestHandler.send_response",
            lambda *_arguments: time.sleep(0.3),
        )

        answer = poster.post(silent, b"{}", topic="t", now=NOW)

    assert answer.status == 0


@pytest.mark.parametrize(
    ("p256dh", "auth"),
    [("", ""), ("BA", "AAAAAAAAAAAAAAAAAAAAAA"), ("é", "ü"), ("B" * 87, "A" * 22)],
)
def test_keys_that_no_browser_makes_are_refused(p256dh: str, auth: str) -> None:
    assert not are_keys(p256dh, auth)


def test_setup_makes_one_key_and_seals_it(called: Newsroom) -> None:
    for _ in range(2):
        with called.database.unit_of_work(write=True) as work:
            push_keys.ensure(work.session, seal=SEAL, now=work.now)

    with called.database.unit_of_work(write=False) as work:
        stored = work.session.scalars(select(PushKey)).one()
        opened = push_keys.private_key(work.session, seal=SEAL)
        other = push_keys.private_key(work.session, seal=Seal(["another secret"]))
        assert opened
        assert opened not in stored.private
    assert len(base64.urlsafe_b64decode(opened + "=")) == 32
    assert other is None


def test_a_new_key_asks_every_browser_again(
    called: Newsroom, service: PushService, pushed_thread: int
) -> None:
    assert pushed_thread
    runner = called.app.test_cli_runner()

    result = runner.invoke(args=["push", "new-key", "--yes"])

    assert "allowed again: 1" in result.output
    assert service.bodies == []
    assert count(called, PushDevice) == 0


def test_the_page_lists_the_browsers_and_removes_one(
    called: Newsroom,
    poster: Poster,
    pushed_thread: int,
    amina: tuple[Caller, Actor],
) -> None:
    assert poster.private_key
    assert pushed_thread
    page = amina[0].client.get("/account/notifications").get_data(as_text=True)
    assert "Notifications can be managed in browser preferences." in page
    assert "/account/push/1/removal" in page

    amina[0].send("/account/push/1/removal")

    assert count(called, PushDevice) == 0


def test_a_browser_of_an_unknown_push_service_is_refused(
    amina: tuple[Caller, Actor], service: PushService
) -> None:
    refused = amina[0].send("/account/push", **service.subscription())

    assert refused.status_code == 422
    assert "do not know the push service" in refused.get_data(as_text=True)


def test_the_service_worker_is_served_from_the_root_and_asked_for_each_time(
    called: Newsroom,
) -> None:
    answer = called.app.test_client().get("/sw.js")

    assert answer.mimetype == "text/javascript"
    assert answer.headers["Cache-Control"] == "no-cache"
    assert "importScripts" not in answer.get_data(as_text=True)
    assert "caches" not in answer.get_data(as_text=True)


def test_the_site_describes_itself_as_an_app(called: Newsroom) -> None:
    answer = called.app.test_client().get("/manifest.webmanifest")

    assert answer.mimetype == "application/manifest+json"
    described = json.loads(answer.get_data())
    assert (described["name"], described["display"]) == ("The Courier", "standalone")
