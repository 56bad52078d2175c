"""Mails that arrive, and readers who choose them."""

from __future__ import annotations

from datetime import timedelta

from tests.calling import Caller, Newsroom
from tests.mailbox import MailServer, deliver

HOUR = timedelta(hours=1)
PAGE = "/account/notifications"


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
    """Save a reader's settings."""
    assert who.send(PAGE, **form).status_code == 303
