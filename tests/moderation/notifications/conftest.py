"""Readers, a mail server, and a push service for their browsers."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from auth.core.actor import Actor
from moderation.notifications.push.posting import Poster
from moderation.notifications.services import push_keys
from tests import mailbox
from tests.calling import Caller, Newsroom
from tests.mailbox import MailServer, reply
from tests.moderation.notifications.pushed import queue
from tests.push_service import LOCAL, SEAL, PushService, allow, serving


@pytest.fixture
def service() -> Iterator[PushService]:
    with serving() as running:
        yield running


@pytest.fixture
def poster(called: Newsroom) -> Poster:
    with called.database.unit_of_work(write=True) as work:
        push_keys.ensure(work.session, seal=SEAL, now=work.now)
        key = push_keys.private_key(work.session, seal=SEAL)
    assert key
    return Poster(key, "mailto:desk@courier.example", LOCAL)


@pytest.fixture
def amina(called: Newsroom) -> tuple[Caller, Actor]:
    return called.person("Amina")


@pytest.fixture
def deniz(called: Newsroom) -> tuple[Caller, Actor]:
    return called.person("Deniz")


@pytest.fixture
def server() -> Iterator[MailServer]:
    with mailbox.serving() as running:
        yield running


@pytest.fixture
def thread(called: Newsroom, amina: tuple[Caller, Actor]) -> int:
    """A thread that Amina began."""
    return called.comment(amina[1], "A first word.")


@pytest.fixture
def pushed_thread(
    called: Newsroom, thread: int, amina: tuple[Caller, Actor], service: PushService
) -> int:
    """A thread of Amina, whose browser gets push messages."""
    allow(called, amina[1], service)
    return thread


@pytest.fixture
def queued_push(
    called: Newsroom, pushed_thread: int, deniz: tuple[Caller, Actor]
) -> int:
    """A reply by Deniz. A message about it waits for Amina's browser."""
    reply(called, deniz[0], pushed_thread)
    queue(called)
    return pushed_thread + 1
