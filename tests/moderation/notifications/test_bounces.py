"""Mail that comes back: refused at once, reported by mail, or told by a relay."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask

from auth.core.actor import Actor
from moderation import app as application
from moderation.notifications import bounce_pages
from moderation.notifications.bounces import (
    Bounce,
    confirmation_link,
    of_reply,
    of_webhook,
)
from moderation.notifications.services import bouncing, settings
from moderation.platform.secret_keys import secret_of
from moderation.running.mail_delivery import number_in, return_path
from tests.calling import Caller, Newsroom
from tests.mailbox import MailServer, deliver, reply, serving

LATER = timedelta(minutes=1)
ADDRESS = "Amina@reader.example"
BOUNCES = "bounces@courier.example"
REPORT = """\
From: MAILER-DAEMON@relay.example
To: <{to}>
Subject: Undelivered mail
MIME-Version: 1.0
Content-Type: multipart/report; report-type={kind}; boundary=part

--part
Content-Type: text/plain

It did not arrive.

--part
Content-Type: message/{kind}

{fields}

--part--
"""
FAILURE = """\
Reporting-MTA: dns; relay.example

Final-Recipient: rfc822; amina@reader.example
Action: failed
Status: {status}
"""
COMPLAINT = "Feedback-Type: abuse\nUser-Agent: relay/1\nVersion: 1\n"


@pytest.fixture
def server() -> Iterator[MailServer]:
    with serving() as running:
        yield running


@pytest.fixture
def amina(called: Newsroom) -> tuple[Caller, Actor]:
    return called.person("Amina")


def is_stopped(called: Newsroom, who: Actor) -> bool:
    with called.database.unit_of_work(write=False) as work:
        return settings.is_stopped(work.session, who.account_id)


def note(called: Newsroom, bounce: Bounce) -> None:
    with called.database.unit_of_work(write=True) as work:
        bouncing.note(work.session, replace(bounce, address=ADDRESS), now=work.now)


@pytest.mark.parametrize(
    ("code", "text", "status"),
    [
        (550, "5.1.1 No such mailbox", "5.1.1"),
        (550, "No such mailbox", "5.1.1"),
        (552, "5.2.2 Mailbox full", "5.2.2"),
        (554, "Refused", "5.0.0"),
    ],
)
def test_a_reply_has_a_status(code: int, text: str, status: str) -> None:
    assert of_reply(code, text).status == status


@pytest.mark.parametrize(
    ("status", "times", "stopped"),
    [
        ("5.1.1", 1, True),
        ("5.2.2", 2, False),
        ("5.2.2", 3, True),
        ("5.7.1", 5, False),
        ("4.2.2", 5, False),
    ],
)
def test_an_address_without_a_mailbox_is_given_up_at_once_others_after_three(
    called: Newsroom,
    amina: tuple[Caller, Actor],
    status: str,
    times: int,
    stopped: bool,
) -> None:
    for _ in range(times):
        note(called, Bounce(status=status))

    assert is_stopped(called, amina[1]) is stopped


def test_a_refused_recipient_gets_no_more_mail_and_reads_why(
    called: Newsroom, server: MailServer, amina: tuple[Caller, Actor]
) -> None:
    thread = called.comment(amina[1], "A first word.")
    deniz, _ = called.person("Deniz")
    reply(called, deniz, thread)
    deliver(called.database, called.now + LATER)
    server.answer = "550 5.1.1 No such mailbox"

    sent = server.send(called.database)

    assert sent == 0
    assert server.send(called.database) == 0
    assert is_stopped(called, amina[1])
    page = amina[0].client.get("/account/notifications").get_data(as_text=True)
    assert "Mail to your address came back" in page


def test_saving_the_settings_tries_the_address_again(
    called: Newsroom, amina: tuple[Caller, Actor]
) -> None:
    note(called, Bounce(status="5.1.1"))

    amina[0].send("/account/notifications", way_reply="at_once")

    assert not is_stopped(called, amina[1])


def test_each_mail_leaves_from_an_address_of_its_own(
    called: Newsroom, server: MailServer, amina: tuple[Caller, Actor]
) -> None:
    thread = called.comment(amina[1], "A first word.")
    reply(called, called.person("Deniz")[0], thread)
    deliver(called.database, called.now + LATER)

    server.send(called.database, bounces=BOUNCES)

    [sender] = server.envelope_senders
    assert re.fullmatch(r"bounces\+1\.[0-9a-f]{16}@courier\.example", sender)
    assert number_in(sender, secret="not secret") == 1
    assert number_in(sender.replace("+1.", "+2."), secret="not secret") is None


@pytest.mark.parametrize(
    "address", ["", "bounces@a.example", "b+x.y@a.example", "b+1@a"]
)
def test_a_bounce_of_an_unknown_address_is_ignored(address: str) -> None:
    assert number_in(address, secret="not secret") is None


def piped(app: Flask, report: str) -> str:
    result = app.test_cli_runner().invoke(args=["mail", "bounce"], input=report)
    assert result.exit_code == 0, result.output
    return result.output


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("delivery-status", FAILURE.format(status="5.1.1")),
        ("feedback-report", COMPLAINT),
    ],
)
def test_a_report_that_is_piped_in_stops_mail(
    called: Newsroom,
    server: MailServer,
    amina: tuple[Caller, Actor],
    kind: str,
    fields: str,
) -> None:
    thread = called.comment(amina[1], "A first word.")
    deniz, _ = called.person("Deniz")
    reply(called, deniz, thread)
    deliver(called.database, called.now + LATER)
    server.send(called.database)
    secret = secret_of(called.app.extensions["ceasefire.config"])
    to = return_path(BOUNCES, 1, secret=secret)

    said = piped(called.app, REPORT.format(to=to, kind=kind, fields=fields))

    assert "Noted." in said
    reply(called, deniz, thread, "Another answer.")
    deliver(called.database, called.now + timedelta(hours=2))
    assert server.send(called.database) == 0


@pytest.mark.parametrize(
    ("report", "said"),
    [
        (
            REPORT.format(
                to="bounces+1.0000000000000000@courier.example",
                kind="delivery-status",
                fields=FAILURE.format(status="5.1.1"),
            ),
            "not about our mail",
        ),
        ("Subject: Hello\n\nHow are you?\n", "not a report"),
    ],
)
def test_a_report_that_we_did_not_cause_changes_nothing(
    called: Newsroom, amina: tuple[Caller, Actor], report: str, said: str
) -> None:
    assert said in piped(called.app, report)
    assert not is_stopped(called, amina[1])


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            {"address": "a@b.example", "status": "5.1.1"},
            ("a@b.example", "5.1.1", False),
        ),
        ({"address": "a@b.example", "complaint": True}, ("a@b.example", "", True)),
        (
            {"RecordType": "Bounce", "Type": "HardBounce", "Email": "a@b.example"},
            ("a@b.example", "5.1.1", False),
        ),
        (
            {"RecordType": "SpamComplaint", "Email": "a@b.example"},
            ("a@b.example", "", True),
        ),
        (
            {
                "event-data": {
                    "event": "failed",
                    "severity": "permanent",
                    "recipient": "a@b.example",
                    "delivery-status": {"code": 550, "message": "5.1.1 unknown"},
                }
            },
            ("a@b.example", "5.1.1", False),
        ),
    ],
)
def test_a_relays_webhook_is_read(
    body: dict[str, object], expected: tuple[str, str, bool]
) -> None:
    found = of_webhook(body)

    assert found is not None
    assert (found.address, found.status, found.is_complaint) == expected


def ses(kind: str, **message: object) -> dict[str, object]:
    return {"notificationType": kind, **message}


def a_bounce(kind: str, **recipient: str) -> dict[str, object]:
    recipients = [{"emailAddress": ADDRESS, **recipient}]
    return ses("Bounce", bounce={"bounceType": kind, "bouncedRecipients": recipients})


COMPLAINED = {"complainedRecipients": [{"emailAddress": ADDRESS}]}


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        (a_bounce("Permanent", status="5.1.1"), Bounce(ADDRESS, status="5.1.1")),
        (a_bounce("Permanent"), Bounce(ADDRESS, status="5.0.0")),
        (a_bounce("Undetermined"), Bounce(ADDRESS, status="5.0.0")),
        (a_bounce("Transient", status="4.2.2"), None),
        (ses("Complaint", complaint=COMPLAINED), Bounce(ADDRESS, is_complaint=True)),
        (
            {"eventType": "Complaint", "complaint": COMPLAINED},
            Bounce(ADDRESS, is_complaint=True),
        ),
        (ses("Delivery"), None),
        (ses("Bounce"), Bounce(status="5.0.0")),
        (ses("Bounce", bounce={"bouncedRecipients": []}), Bounce(status="5.0.0")),
    ],
)
@pytest.mark.parametrize("is_wrapped", [False, True], ids=["raw", "wrapped by SNS"])
def test_amazon_ses_is_understood(
    message: dict[str, object], expected: Bounce | None, *, is_wrapped: bool
) -> None:
    wrapped = {"Type": "Notification", "Message": json.dumps(message)}

    assert of_webhook(wrapped if is_wrapped else message) == expected


@pytest.mark.parametrize(
    ("link", "is_opened"),
    [
        ("https://sns.eu-central-1.amazonaws.com/?Action=ConfirmSubscription", True),
        ("https://sns.cn-north-1.amazonaws.com.cn/?Token=1", True),
        ("http://sns.eu-central-1.amazonaws.com/", False),
        ("https://sns.eu-central-1.amazonaws.com.evil.example/", False),
        ("https://evil.example/sns.eu-central-1.amazonaws.com", False),
        ("https://sns.eu-central-1.amazonaws.com@evil.example/", False),
        ("https://sns.eu-central-1.amazonaws.com:8443/", False),
        ("https://[", False),
        ("", False),
    ],
)
def test_only_a_link_of_amazon_is_opened_to_confirm(
    link: str, *, is_opened: bool
) -> None:
    body = {"Type": "SubscriptionConfirmation", "SubscribeURL": link}

    assert confirmation_link(body) == (link if is_opened else "")
    assert confirmation_link(body | {"Type": "Notification"}) == ""


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
    "body", [{}, {"RecordType": "Delivery"}, {"event-data": {"event": "opened"}}]
)
def test_other_events_of_a_relay_mean_nothing(body: dict[str, object]) -> None:
    assert of_webhook(body) is None


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
