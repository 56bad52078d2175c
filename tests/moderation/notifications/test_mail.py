"""What readers get by mail, as it arrives at a mail server."""

from __future__ import annotations

import re
from email.utils import parsedate_to_datetime

from sqlalchemy import func, select

from auth.core.actor import Actor
from moderation.platform.outbox import OutboxMessage
from tests.calling import Caller, Newsroom
from tests.languages import offer, prefer
from tests.mailbox import MailServer, reply
from tests.moderation.notifications.mailing import HOUR, arrived


def test_a_reply_is_mailed_with_what_was_said_and_the_link(
    called: Newsroom,
    server: MailServer,
    thread: int,
    deniz: tuple[Caller, Actor],
) -> None:
    reply(called, deniz[0], thread, "You are right about the bridge.")

    assert arrived(called, server) == 1

    [mail] = server.mails
    plain = mail.get_body(("plain",))
    rich = mail.get_body(("html",))
    assert plain
    assert rich
    for text in (plain.get_content(), rich.get_content()):
        assert "Deniz replied to your comment" in text
        assert "You are right about the bridge." in text
        assert f"http://localhost/comments/{thread + 1}" in text
    assert mail["Subject"] == "The Courier: Deniz replied to your comment"
    assert mail["From"] == "The Courier <comments@courier.example>"
    assert mail["To"] == "Amina@reader.example"


def test_a_mail_is_in_the_language_that_its_reader_prefers(
    called: Newsroom,
    server: MailServer,
    thread: int,
    amina: tuple[Caller, Actor],
    deniz: tuple[Caller, Actor],
) -> None:
    offer(called, "en", "de")
    prefer(called, amina[1].account_id, "de")
    reply(called, deniz[0], thread, "You are right about the bridge.")

    arrived(called, server)

    [mail] = server.mails
    rich = mail.get_body(("html",))
    assert mail["Subject"] == ("The Courier: Deniz hat auf Ihren Kommentar geantwortet")
    assert rich
    assert '<html lang="de" dir="ltr">' in rich.get_content()
    assert "You are right about the bridge." in rich.get_content()


def test_a_mail_has_the_headers_of_bulk_mail_and_none_is_wrapped(
    called: Newsroom, server: MailServer, thread: int, deniz: tuple[Caller, Actor]
) -> None:
    reply(called, deniz[0], thread)
    arrived(called, server)

    stop = r"<http://localhost/mail/stop/[\w-]{22}/reply>"
    assert re.fullmatch(stop, server.line("List-Unsubscribe"))
    assert server.line("List-Unsubscribe-Post") == "List-Unsubscribe=One-Click"
    assert server.line("References") == f"<thread-{thread}@localhost>"
    assert server.line("In-Reply-To") == f"<thread-{thread}@localhost>"
    assert server.line("Auto-Submitted") == "auto-generated"
    assert server.line("Message-ID")
    assert parsedate_to_datetime(server.line("Date")) >= called.now.replace(
        microsecond=0
    )


def test_a_thread_sends_one_mail_an_hour_and_puts_the_rest_together(
    called: Newsroom, server: MailServer, thread: int, deniz: tuple[Caller, Actor]
) -> None:
    reply(called, deniz[0], thread, "One.")
    assert arrived(called, server) == 1
    reply(called, deniz[0], thread, "Two.")
    reply(called, deniz[0], thread, "Three.")

    assert arrived(called, server, after=HOUR / 2) == 0
    assert arrived(called, server, after=HOUR) == 1

    [_, mail] = server.mails
    plain = mail.get_body(("plain",))
    assert plain
    assert "“Two.”" in plain.get_content()
    assert "“Three.”" in plain.get_content()
    assert mail["Subject"] == (
        "The Courier: Deniz replied to your comment, and one more"
    )


def test_a_notification_is_mailed_once(
    called: Newsroom, server: MailServer, thread: int, deniz: tuple[Caller, Actor]
) -> None:
    reply(called, deniz[0], thread)
    arrived(called, server)

    with called.database.unit_of_work(write=False) as work:
        count = work.session.scalar(select(func.count()).select_from(OutboxMessage))

    assert count == 1
    assert arrived(called, server, after=240 * HOUR) == 0
