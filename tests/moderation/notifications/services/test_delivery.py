"""A reader is not flooded with mail, however many threads are busy."""

from __future__ import annotations

from datetime import timedelta

import pytest

from moderation.discussion.rules import Cause, Status
from moderation.discussion.services import transitions
from moderation.notifications.services import delivery
from tests.calling import Newsroom
from tests.mailbox import MailServer, deliver, reply

HOUR = timedelta(hours=1)


def arrived(
    called: Newsroom, server: MailServer, after: timedelta = timedelta()
) -> int:
    """Deliver what is due some time after now; return how many mails arrived."""
    before = len(server.raw)
    deliver(called.database, called.now + timedelta(minutes=1) + after)
    server.send(called.database)
    return len(server.raw) - before


def move(called: Newsroom, comment_id: int, to: Status, cause: Cause) -> None:
    with called.database.unit_of_work(write=True) as work:
        comment = transitions.lock(work.session, comment_id)
        transitions.move(work.session, comment, to=to, cause=cause, now=work.now)


@pytest.fixture
def answer(called: Newsroom) -> int:
    """A published reply to Amina that nobody was told about yet."""
    _, amina = called.person("Amina")
    head = called.comment(amina, "A first word.")
    reply(called, called.person("Deniz")[0], head)
    return head + 1


def test_what_fell_due_while_it_was_hidden_is_mailed_once_it_is_shown_again(
    called: Newsroom, server: MailServer, answer: int
) -> None:
    move(called, answer, Status.REJECTED, Cause.DECISION)
    assert arrived(called, server) == 0

    move(called, answer, Status.PUBLISHED, Cause.UNDO)

    assert arrived(called, server) == 1
    assert arrived(called, server, after=HOUR) == 0


def test_what_was_mailed_before_it_was_hidden_is_not_mailed_again(
    called: Newsroom, server: MailServer, answer: int
) -> None:
    assert arrived(called, server) == 1
    move(called, answer, Status.REJECTED, Cause.DECISION)

    move(called, answer, Status.PUBLISHED, Cause.UNDO)

    assert arrived(called, server, after=2 * HOUR) == 0


def test_after_many_mails_the_rest_of_a_day_is_put_together_once_an_hour(
    called: Newsroom,
    server: MailServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    _, amina = called.person("Amina")
    deniz, _ = called.person("Deniz")
    monkeypatch.setattr(delivery, "MOST_MAILS_A_DAY", 2)
    for number in range(4):
        head = called.comment(amina, f"Thread {number}.")
        reply(called, deniz, head, f"Answer {number}.")

    assert arrived(called, server) == 2
    assert "at most once an hour" not in server.raw[-1].decode()
    assert arrived(called, server, after=HOUR / 2) == 0
    assert arrived(called, server, after=HOUR) == 1

    plain = server.mails[-1].get_body(("plain",))
    assert plain
    assert "at most once an hour" in plain.get_content()
    assert plain.get_content().count("“Answer") == 2

    reply(called, deniz, called.comment(amina, "The next day."), "Good morning.")
    assert arrived(called, server, after=26 * HOUR) == 1
    assert "at most once an hour" not in server.raw[-1].decode()
