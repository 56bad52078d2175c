"""Sending mail fails or is overtaken in the middle of a batch."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update

from auth.db.database import Database
from moderation.platform.outbox import (
    MessageState,
    OutboxMessage,
    queue_mail,
    send_queued,
)

NAMES = ("Nour", "Rashid", "Salma")


def queued(database: Database, now: datetime) -> None:
    with database.unit_of_work(write=True) as work:
        for name in NAMES:
            queue_mail(
                work.session, recipient=name, subject="", body="", site_id=None, now=now
            )


def test_a_mail_that_was_taken_but_timed_out_comes_again_as_the_same_mail(
    database: Database, now: datetime
) -> None:
    queued(database, now)
    taken: list[tuple[int, str]] = []

    def send(message: OutboxMessage) -> None:
        taken.append((message.id, message.recipient))
        if len(taken) == 1:
            raise TimeoutError("It took the mail, and its answer was lost.")

    send_queued(database, send)
    with database.unit_of_work(write=True) as work:
        past = work.now - timedelta(seconds=1)
        work.session.execute(update(OutboxMessage).values(lease_until=past))
    send_queued(database, send)

    assert sorted(taken) == [(1, "Nour"), (1, "Nour"), (2, "Rashid"), (3, "Salma")]
    with database.unit_of_work(write=False) as work:
        states = set(work.session.scalars(select(OutboxMessage.state)))
    assert states == {MessageState.SENT}


def while_the_first_is_sent(
    database: Database, act: Callable[[], object]
) -> tuple[list[str], int]:
    """Have *act* done in the midst of a batch; return who was mailed, and the count."""
    mailed: list[str] = []

    def send(message: OutboxMessage) -> None:
        mailed.append(message.recipient)
        if len(mailed) == 1:
            act()

    return mailed, send_queued(database, send)


def test_a_mail_erased_while_others_are_sent_is_not_sent_and_holds_up_none(
    database: Database, now: datetime
) -> None:
    queued(database, now)

    def erase() -> None:
        with database.unit_of_work(write=True) as work:
            work.session.execute(
                delete(OutboxMessage).where(OutboxMessage.recipient == "Rashid")
            )

    assert while_the_first_is_sent(database, erase) == (["Nour", "Salma"], 2)


def test_what_another_sender_took_when_a_lease_ran_out_is_sent_once(
    database: Database, now: datetime
) -> None:
    queued(database, now)
    others: list[str] = []

    def let_another_send() -> None:
        with database.unit_of_work(write=True) as work:
            past = work.now - timedelta(seconds=1)
            work.session.execute(
                update(OutboxMessage)
                .where(OutboxMessage.recipient != "Nour")
                .values(lease_until=past)
            )
        for _ in NAMES:
            send_queued(database, lambda message: others.append(message.recipient))

    mailed, sent = while_the_first_is_sent(database, let_another_send)

    assert (mailed, sent) == (["Nour"], 1)
    assert sorted(others) == ["Rashid", "Salma"]
