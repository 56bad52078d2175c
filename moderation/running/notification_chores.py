"""The chores of notifications: delivery, push messages, and mail to staff."""

from __future__ import annotations

import threading
from email.utils import parseaddr

import structlog

from auth.db.database import Database
from moderation.notifications.followers import telling as followers
from moderation.notifications.push.rules import Services
from moderation.notifications.services import delivery, push_keys, pushing
from moderation.platform.chore_runner import Chore
from moderation.platform.config import Config
from moderation.platform.secret_keys import seal_of
from moderation.running import staff_alerts

log = structlog.get_logger()

NOTIFICATION_SECONDS = 5.0
ALERT_SECONDS = 300.0


def notification_chores(
    database: Database, config: Config, stop: threading.Event
) -> list[Chore]:
    """Return the chores that bring notifications to readers and staff.

    :param stop: ends a long round early.
    """
    base_url = config.base_url.rstrip("/")
    return [
        Chore(
            name="followers",
            every=NOTIFICATION_SECONDS,
            do=lambda: tell_followers(database, stop),
        ),
        Chore(
            name="notifications",
            every=NOTIFICATION_SECONDS,
            do=lambda: deliver_notifications(database, base_url, stop),
        ),
        Chore(
            name="push",
            every=NOTIFICATION_SECONDS,
            do=lambda: send_push(database, config, base_url),
        ),
        Chore(
            name="staff-alerts",
            every=ALERT_SECONDS,
            do=lambda: staff_alerts.tell(database, config),
        ),
    ]


def tell_followers(database: Database, stop: threading.Event) -> None:
    """Tell the followers of all comments that were published, a thousand at a time."""
    is_any = True
    while is_any and not stop.is_set():
        with database.unit_of_work(write=False) as work:
            is_any = followers.is_any_queued(work.session)
        if is_any:
            with database.unit_of_work(write=True) as work:
                is_any = followers.tell_next(work.session)


def deliver_notifications(
    database: Database, base_url: str, stop: threading.Event
) -> None:
    """Queue the mail of all notifications that are due, 100 readers at a time."""
    count = 1
    while count and not stop.is_set():
        with database.unit_of_work(write=True) as work:
            count = delivery.deliver(work.session, base_url=base_url, now=work.now)


def send_push(database: Database, config: Config, base_url: str) -> None:
    """Send the push messages that are due, if setup has made a key."""
    with database.unit_of_work(write=False) as work:
        if not pushing.is_any_due(work.session, now=work.now):
            return
        key = push_keys.private_key(work.session, seal=seal_of(config))
    if key is None:
        log.error("push.no_key")
        return
    # The library takes a moment to load, and few newsrooms' first minutes need it.
    from moderation.notifications.push.posting import Poster  # noqa: PLC0415

    contact = f"mailto:{parseaddr(config.mail_from)[1]}"
    poster = Poster(key, contact, Services(tuple(config.push_hosts.split())))
    pushing.send_due(database, poster, base_url=base_url)
