"""Mail that comes back, and when a reader gets no more."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from auth.core.actor import Actor
from moderation.notifications.bounces import Bounce, of_reply
from moderation.notifications.services import bouncing
from moderation.running.mail_delivery import number_in
from tests.calling import Caller, Newsroom
from tests.mailbox import MailServer, deliver, reply
from tests.moderation.notifications.bounced import ADDRESS, BOUNCES, LATER, is_stopped


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
