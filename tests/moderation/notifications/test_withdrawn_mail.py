"""What is not mailed after all, and what is not kept."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from auth.core.actor import Actor
from auth.core.models import Account
from moderation.community.models import Mute
from moderation.discussion.rules import Cause, Status
from moderation.discussion.services import transitions
from moderation.platform.outbox import OutboxMessage
from tests.calling import Caller, Newsroom
from tests.mailbox import MailServer, deliver, reply
from tests.moderation.notifications.mailing import arrived


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
