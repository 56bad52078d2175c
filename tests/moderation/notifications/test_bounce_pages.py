"""The address at which a relay tells of bounces."""

from __future__ import annotations

import json

import pytest

from auth.core.actor import Actor
from moderation import app as application
from moderation.notifications import bounce_pages
from tests.calling import Caller, Newsroom
from tests.moderation.notifications.bounced import ADDRESS, is_stopped


def test_amazon_is_confirmed_with_the_key_in_the_address(
    called: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(bounce_pages, "confirm", opened.append)
    config = application.testing_config(
        called.app.extensions["ceasefire.config"].instance_path, bounce_key="a long key"
    )
    app = application.create_app(config, application.Parts(called.database))
    link = "https://sns.eu-central-1.amazonaws.com/?Token=1"
    body = {"Type": "SubscriptionConfirmation", "SubscribeURL": link}

    answers = [
        app.test_client().post(
            f"/mail/bounces?key={key}",
            data=json.dumps(body),
            content_type="text/plain; charset=UTF-8",
        )
        for key in ("wrong", "a long key")
    ]

    assert [each.status_code for each in answers] == [401, 204]
    assert opened == [link]


@pytest.mark.parametrize(
    ("configured", "sent", "status"),
    [
        ("a long key", "a long key", 204),
        ("a long key", "another", 401),
        ("a long key", "", 401),
        ("", "", 404),
    ],
)
def test_only_the_holder_of_the_key_tells_of_bounces(
    called: Newsroom,
    amina: tuple[Caller, Actor],
    configured: str,
    sent: str,
    status: int,
) -> None:
    config = application.testing_config(
        called.app.extensions["ceasefire.config"].instance_path, bounce_key=configured
    )
    app = application.create_app(config, application.Parts(called.database))
    headers = {"Authorization": f"Bearer {sent}"} if sent else {}

    answer = app.test_client().post(
        "/mail/bounces", json={"address": ADDRESS, "status": "5.1.1"}, headers=headers
    )

    assert answer.status_code == status
    assert is_stopped(called, amina[1]) is (status == 204)


@pytest.mark.parametrize("body", ["", "[]", "not JSON", "[" * 100_000])
def test_a_body_that_is_not_an_object_is_refused(called: Newsroom, body: str) -> None:
    config = application.testing_config(
        called.app.extensions["ceasefire.config"].instance_path, bounce_key="a long key"
    )
    app = application.create_app(config, application.Parts(called.database))

    answer = app.test_client().post(
        "/mail/bounces",
        data=body,
        headers={"Authorization": "Bearer a long key"},
        content_type="application/json",
    )

    assert answer.status_code == 422
