"""Delivers notifications: plans each one, and queues the mail that is due now.

A notification is due when it is made. The first look decides what becomes of it: a
digest and the quiet hours make it due again later. So no pass costs more than what is
due, however many readers and notifications are stored.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from auth.db.upserts import take_turn
from moderation.notifications.plans import Place, Waiting, mail_at
from moderation.notifications.push.models import PushMessage
from moderation.notifications.rules import Way
from moderation.notifications.services import devices, due, mails
from moderation.notifications.services.due import Due, Reader
from moderation.notifications.timing import MOST_MAILS_A_DAY


@dataclass(frozen=True)
class Mailed:
    """What the readers were mailed before.

    :param threads: when each reader was last mailed about a thread.
    :param day: how many mails each reader got within a day, and when the latest.
    """

    threads: Mapping[tuple[int, int], datetime]
    day: Mapping[int, tuple[int, datetime]]


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
    mailed = Mailed(
        due.threads_mailed(session, account_ids, now=now),
        due.mails_of_a_day(session, account_ids, now=now),
    )
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
    mailed: Mailed,
    now: datetime,
) -> dict[Place, list[Due]]:
    """Return what to mail now, by place. The rest is put off or dropped."""
    ready: defaultdict[Place, list[Due]] = defaultdict(list)
    for each in found:
        notification = each.notification
        way = reader.choices[notification.kind].way
        place = _place_of(each, way)
        full_since = None
        if way is Way.AT_ONCE and place not in ready:
            full_since = _full_since(mailed, reader.account.id, len(ready), now)
        if full_since is not None:
            place = Place(each.site.id)
            full_since = None if place in ready else full_since
        waiting = Waiting(
            created_at=notification.created_at,
            way=way,
            has_waited=notification.is_planned,
            thread_mailed_at=mailed.threads.get((reader.account.id, each.thread_id)),
            full_since=full_since,
        )
        at = mail_at(waiting, reader.clock, now=now) if reader.takes_mail else None
        notification.is_planned = True
        notification.due_at = at if at is not None and at > now else None
        if at is not None and at <= now:
            ready[place].append(each)
    return ready


def _place_of(each: Due, way: Way) -> Place:
    if way is Way.DIGEST:
        return Place(each.site.id, is_digest=True)
    return Place(each.site.id, each.thread_id)


def _full_since(
    mailed: Mailed, account_id: int, ready: int, now: datetime
) -> datetime | None:
    """Return when the latest mail left, if another one would be too many for a day.

    :param ready: how many leave now.
    """
    count, latest = mailed.day.get(account_id, (0, now))
    if count + ready < MOST_MAILS_A_DAY:
        return None
    return now if ready else latest
