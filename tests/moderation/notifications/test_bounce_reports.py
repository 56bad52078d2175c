"""Reports of bounces and complaints that come by mail."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from auth.core.actor import Actor
from moderation.platform.secret_keys import secret_of
from moderation.running.mail_delivery import return_path
from tests.calling import Caller, Newsroom
from tests.mailbox import MailServer, deliver, reply
from tests.moderation.notifications.bounced import BOUNCES, LATER, is_stopped

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
