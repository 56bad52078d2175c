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
from moderation.notifications.push.models import PushMessage
from moderation.notifications.rules import Way
from moderation.notifications.services import devices, due, mails
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
    browsers = devices.ids_of(session, account_ids)
    for account_id, found in _by_reader(due.take(session, account_ids, now=now)):
        reader = readers[account_id]
        _queue_push(session, reader, found, browsers[account_id], now)
        for place, told in _ready(reader, found, mailed, now).items():
            mails.queue(session, reader, told, place=place, base_url=base_url, now=now)
    session.flush()
    return len(account_ids)


def _by_reader(found: Iterable[Due]) -> Iterable[tuple[int, list[Due]]]:
    grouped: defaultdict[int, list[Due]] = defaultdict(list)
    for each in found:
        grouped[each.notification.account_id].append(each)
    return grouped.items()


def _queue_push(
    session: Session,
    reader: Reader,
    found: Iterable[Due],
    device_ids: Iterable[int],
    now: datetime,
) -> None:
    """Queue push messages at the first look, after the quiet hours."""
    if reader.is_leaving:
        return
    at = reader.clock.may_tell_at(now)
    session.add_all(
        PushMessage(
            device_id=device_id, notification_id=each.notification.id, due_at=at
        )
        for each in found
        if not each.notification.is_planned
        and reader.choices[each.notification.kind].is_pushed
        for device_id in device_ids
    )


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
