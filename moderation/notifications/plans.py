"""Decides when a notification is mailed. Pure: the reader's choices and times go in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from moderation.notifications.rules import Way
from moderation.notifications.timing import FOLDED_FOR, TOLD_WITHIN, Clock


@dataclass(frozen=True)
class Place:
    """What one mail is about: one thread, or everything of a site.

    :param thread_id: ``None`` for a digest, and for what is put together because the
        reader got many mails.
    """

    site_id: int
    thread_id: int | None = None
    is_digest: bool = False


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """What decides about one notification.

    :param has_waited: whether an earlier look put it off, for a digest or for an hour.
    :param thread_mailed_at: when the reader last got a mail about the same thread.
    :param full_since: when the reader got the latest mail, if they got as many as leave
        within a day.
    """

    created_at: datetime
    way: Way
    has_waited: bool
    thread_mailed_at: datetime | None = None
    full_since: datetime | None = None


def mail_at(waiting: Waiting, clock: Clock, *, now: datetime) -> datetime | None:
    """Return when to mail a notification; ``None`` for never, *now* for now."""
    if waiting.way not in (Way.AT_ONCE, Way.DIGEST):
        return None
    if waiting.created_at < now - TOLD_WITHIN:
        return None
    if waiting.way is Way.DIGEST:
        return now if waiting.has_waited else clock.next_digest(now)
    allowed = clock.may_tell_at(now)
    latest = [each for each in (waiting.thread_mailed_at, waiting.full_since) if each]
    return max([allowed, *(each + FOLDED_FOR for each in latest)])
