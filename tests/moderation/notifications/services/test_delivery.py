"""A reader is not flooded with mail, however many threads are busy."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from moderation.notifications.services import delivery
from tests.calling import Newsroom
from tests.mailbox import MailServer, deliver, reply, serving

HOUR = timedelta(hours=1)


@pytest.fixture
def server() -> Iterator[MailServer]:
    with serving() as running:
        yield running


def arrived(
    called: Newsroom, server: MailServer, after: timedelta = timedelta()
) -> int:
    """Deliver what is due some time after now; return how many mails arrived."""
    before = len(server.raw)
    deliver(called.database, called.now + timedelta(minutes=1) + after)
    server.send(called.database)
    return len(server.raw) - before


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
