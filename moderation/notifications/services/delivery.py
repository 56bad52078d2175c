"""Delivers notifications: plans each one, and queues the mail that is due now.

A notification is due when it is made. The first look decides what becomes of it: a
digest and the quiet hours make it due again later. So no pass costs more than what is
due, however many readers and notifications are stored.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from auth.db.upserts import take_turn
from moderation.notifications.plans import Waiting, mail_at
from moderation.notifications.rules import Way
from moderation.notifications.services import due, mails
from moderation.notifications.services.due import Due, Reader

Place = tuple[int, int | None]
"""What one mail is about: a site, and a thread; without one, it is the digest."""


def deliver(session: Session, *, base_url: str, now: datetime) -> int:
    """Look at due notifications of up to 100 readers, and queue their mail.

    :returns: the number of readers. Call it again until it is 0.
    """
    # Two passes at once could each send a mail about the same thread.
    take_turn(session, "notification delivery")
    account_ids = due.accounts(session, now=now)
    if not account_ids:
        return 0
    readers = due.readers(session, account_ids)
    mailed = due.threads_mailed(session, account_ids, now=now)
    for account_id, found in _by_reader(due.take(session, account_ids, now=now)):
        reader = readers[account_id]
        for place, told in _ready(reader, found, mailed, now).items():
            mails.queue(session, reader, told, place=place, base_url=base_url, now=now)
    session.flush()
    return len(account_ids)


def _by_reader(found: Iterable[Due]) -> Iterable[tuple[int, list[Due]]]:
    grouped: defaultdict[int, list[Due]] = defaultdict(list)
    for each in found:
        grouped[each.notification.account_id].append(each)
    return grouped.items()


def _ready(
    reader: Reader,
    found: Iterable[Due],
    mailed: Mapping[tuple[int, int], datetime],
    now: datetime,
) -> dict[Place, list[Due]]:
    """Return what to mail now, by place. The rest is put off or dropped."""
    ready: defaultdict[Place, list[Due]] = defaultdict(list)
    for each in found:
        notification = each.notification
        way = reader.choices[notification.kind].way
        waiting = Waiting(
            created_at=notification.created_at,
            way=way,
            has_waited=notification.is_planned,
            thread_mailed_at=mailed.get((reader.account.id, each.thread_id)),
        )
        at = mail_at(waiting, reader.clock, now=now) if reader.takes_mail else None
        notification.is_planned = True
        notification.due_at = at if at is not None and at > now else None
        if at is not None and at <= now:
            thread = None if way is Way.DIGEST else each.thread_id
            ready[each.site.id, thread].append(each)
    return ready
