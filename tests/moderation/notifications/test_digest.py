"""The digest: one mail a day."""

from __future__ import annotations

import re

from auth.core.actor import Actor
from tests.calling import Caller, Newsroom
from tests.mailbox import MailServer, reply
from tests.moderation.notifications.mailing import HOUR, arrived, choose


def test_the_digest_comes_once_a_day_with_what_is_new(
    called: Newsroom,
    server: MailServer,
    thread: int,
    amina: tuple[Caller, Actor],
    deniz: tuple[Caller, Actor],
) -> None:
    choose(amina[0], way_reply="digest", digest_hour="7", zone="Europe/Berlin")
    reply(called, deniz[0], thread, "One.")
    reply(called, deniz[0], thread, "Two.")
    assert arrived(called, server) == 0

    assert arrived(called, server, after=24 * HOUR) == 1

    [mail] = server.mails
    assert mail["Subject"] == "The Courier: 2 new comments for you"
    assert server.line("Precedence") == "bulk"
    assert server.line("List-Unsubscribe").endswith("/digest>")
    assert arrived(called, server, after=48 * HOUR) == 0


def test_the_digest_ends_with_its_own_link(
    called: Newsroom,
    server: MailServer,
    thread: int,
    amina: tuple[Caller, Actor],
    deniz: tuple[Caller, Actor],
) -> None:
    choose(amina[0], way_reply="digest")
    reply(called, deniz[0], thread)
    arrived(called, server)
    arrived(called, server, after=24 * HOUR)
    path = re.findall(r"<http://localhost(.*)>", server.line("List-Unsubscribe"))[0]

    called.app.test_client().post(path)

    reply(called, deniz[0], thread, "Another answer.")
    arrived(called, server, after=25 * HOUR)
    assert arrived(called, server, after=72 * HOUR) == 0


def test_the_digest_shows_ten_comments_and_counts_the_rest(
    called: Newsroom,
    server: MailServer,
    thread: int,
    amina: tuple[Caller, Actor],
    deniz: tuple[Caller, Actor],
) -> None:
    choose(amina[0], way_reply="digest")
    for number in range(12):
        reply(called, deniz[0], thread, f"Answer {number}.")
    arrived(called, server)

    assert arrived(called, server, after=24 * HOUR) == 1

    [mail] = server.mails
    plain = mail.get_body(("plain",))
    assert plain
    assert plain.get_content().count("“Answer") == 10
    assert "And 2 more:" in plain.get_content()
