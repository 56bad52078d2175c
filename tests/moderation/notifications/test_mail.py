"""What readers get by mail, as it arrives at a mail server."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from datetime import timedelta
from email.utils import parsedate_to_datetime
from threading import Thread

import pytest
from sqlalchemy import func, select
from werkzeug.serving import make_server

from auth.core.actor import Actor
from auth.core.models import Account
from moderation.community.models import Mute
from moderation.discussion.rules import Cause, Status
from moderation.discussion.services import transitions
from moderation.notifications.rules import NotificationKind
from moderation.platform.outbox import OutboxMessage
from tests.calling import Caller, Newsroom
from tests.languages import offer, prefer
from tests.mailbox import MailServer, deliver, reply, serving

HOUR = timedelta(hours=1)
PAGE = "/account/notifications"


@pytest.fixture
def server() -> Iterator[MailServer]:
    with serving() as running:
        yield running


@pytest.fixture
def amina(called: Newsroom) -> tuple[Caller, Actor]:
    return called.person("Amina")


@pytest.fixture
def deniz(called: Newsroom) -> tuple[Caller, Actor]:
    return called.person("Deniz")


@pytest.fixture
def thread(called: Newsroom, amina: tuple[Caller, Actor]) -> int:
    """A thread that Amina began."""
    return called.comment(amina[1], "A first word.")


def arrived(
    called: Newsroom, server: MailServer, after: timedelta = timedelta()
) -> int:
    """Deliver what is due some time after now; return how many mails arrived."""
    before = len(server.raw)
    deliver(called.database, called.now + timedelta(minutes=1) + after)
    while server.send(called.database):
        pass
    return len(server.raw) - before


def choose(who: Caller, **form: str) -> None:
    assert who.send(PAGE, **form).status_code == 303


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


def test_one_click_stops_one_kind_of_mail(
    called: Newsroom,
    server: MailServer,
    thread: int,
    amina: tuple[Caller, Actor],
    deniz: tuple[Caller, Actor],
) -> None:
    reply(called, deniz[0], thread)
    arrived(called, server)
    path = re.findall(r"<http://localhost(.*)>", server.line("List-Unsubscribe"))[0]
    web = make_server("127.0.0.1", 0, called.app)
    Thread(target=web.serve_forever, daemon=True).start()

    click = subprocess.run(
        [
            *("curl", "-s", "-o", "/dev/null", "-w", "%{http_code}"),
            *("-d", "List-Unsubscribe=One-Click"),
            f"http://127.0.0.1:{web.port}{path}",
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    web.shutdown()

    assert click.stdout == "200"
    reply(called, deniz[0], thread, "Another answer.")
    assert arrived(called, server, after=2 * HOUR) == 0
    assert "Another answer" not in server.raw[-1].decode()
    page = amina[0].client.get("/notifications").get_data(as_text=True)
    assert page.count('class="unread"') == 2


@pytest.mark.parametrize("path", ["unknown/reply", "unknown/nothing"])
def test_an_unknown_link_gets_the_same_answer(called: Newsroom, path: str) -> None:
    stop = f"/mail/stop/{path}"
    client = called.app.test_client()

    assert client.post(stop).status_code == 200
    assert client.get(stop).status_code == 200


def test_opening_the_link_stops_nothing(
    called: Newsroom, server: MailServer, thread: int, deniz: tuple[Caller, Actor]
) -> None:
    reply(called, deniz[0], thread)
    arrived(called, server)
    path = re.findall(r"<http://localhost(.*)>", server.line("List-Unsubscribe"))[0]

    page = called.app.test_client().get(path)

    assert "Replies to my comments" in page.get_data(as_text=True)
    reply(called, deniz[0], thread, "Another answer.")
    assert arrived(called, server, after=2 * HOUR) == 1


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


def hide(called: Newsroom, comment_id: int) -> None:
    with called.database.unit_of_work(write=True) as work:
        comment = transitions.lock(work.session, comment_id)
        transitions.move(
            work.session,
            comment,
            to=Status.REJECTED,
            cause=Cause.DECISION,
            now=work.now,
        )


@pytest.mark.parametrize("is_queued", [False, True], ids=["not queued", "queued"])
def test_hiding_a_comment_withdraws_its_unsent_mail(
    called: Newsroom,
    server: MailServer,
    thread: int,
    deniz: tuple[Caller, Actor],
    is_queued: bool,
) -> None:
    reply(called, deniz[0], thread, "One.")
    reply(called, deniz[0], thread, "Two.")
    if is_queued:
        deliver(called.database, called.now + timedelta(minutes=1))

    hide(called, thread + 1)

    assert arrived(called, server) + arrived(called, server) == 1
    assert b"Two." in server.raw[0]
    assert b"One." not in server.raw[0]


def test_a_mail_that_has_left_keeps_no_text(
    called: Newsroom, server: MailServer, thread: int, deniz: tuple[Caller, Actor]
) -> None:
    reply(called, deniz[0], thread)
    arrived(called, server)

    with called.database.unit_of_work(write=False) as work:
        message = work.session.scalars(select(OutboxMessage)).one()
        texts = message.body, message.html

    assert texts == ("", "")


def muting(called: Newsroom, amina: int, deniz: int) -> None:
    with called.database.unit_of_work(write=True) as work:
        work.session.add(Mute(muter_id=amina, muted_id=deniz, created_at=work.now))


def leaving(called: Newsroom, amina: int, _deniz: int) -> None:
    with called.database.unit_of_work(write=True) as work:
        work.session.get_one(Account, amina).erasure_due_at = work.now


def unconfirmed(called: Newsroom, amina: int, _deniz: int) -> None:
    with called.database.unit_of_work(write=True) as work:
        work.session.get_one(Account, amina).email_verified_at = None


@pytest.mark.parametrize("become", [muting, leaving, unconfirmed])
def test_nobody_is_mailed_what_they_may_not_or_cannot_read(
    called: Newsroom,
    server: MailServer,
    thread: int,
    amina: tuple[Caller, Actor],
    deniz: tuple[Caller, Actor],
    become: object,
) -> None:
    reply(called, deniz[0], thread)

    assert callable(become)
    become(called, amina[1].account_id, deniz[1].account_id)

    assert arrived(called, server) == 0


def test_what_was_read_on_the_site_is_not_mailed(
    called: Newsroom,
    server: MailServer,
    thread: int,
    amina: tuple[Caller, Actor],
    deniz: tuple[Caller, Actor],
) -> None:
    reply(called, deniz[0], thread)

    amina[0].send("/notifications/read")

    assert arrived(called, server) == 0


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


def test_every_kind_can_be_chosen(amina: tuple[Caller, Actor]) -> None:
    choose(amina[0], **{f"way_{kind.value}": "page" for kind in NotificationKind})

    page = amina[0].client.get(PAGE).get_data(as_text=True)

    assert page.count('<option value="page" selected>') == len(NotificationKind)


@pytest.mark.parametrize(
    ("form", "message"),
    [
        ({"quiet_from": "22"}, "both the beginning and the end"),
        ({"quiet_from": "22", "quiet_until": "24"}, "an hour from the list"),
        ({"zone": "Mars/Olympus"}, "a time zone from the list"),
        ({"weekday": "7"}, "a day of the week"),
        ({"way_reply": "by pigeon"}, "Please choose one of"),
    ],
)
def test_a_choice_that_makes_no_sense_is_refused(
    amina: tuple[Caller, Actor],
    form: dict[str, str],
    message: str,
) -> None:
    refused = amina[0].send(PAGE, **form)

    assert refused.status_code == 422
    assert message in refused.get_data(as_text=True)


def test_a_notification_is_mailed_once(
    called: Newsroom, server: MailServer, thread: int, deniz: tuple[Caller, Actor]
) -> None:
    reply(called, deniz[0], thread)
    arrived(called, server)

    with called.database.unit_of_work(write=False) as work:
        count = work.session.scalar(select(func.count()).select_from(OutboxMessage))

    assert count == 1
    assert arrived(called, server, after=240 * HOUR) == 0
