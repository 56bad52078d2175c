"""What goes on beside the web and the classifier: mail leaves, what is over goes."""

from __future__ import annotations

import threading
from collections.abc import Callable

import structlog
from sqlalchemy.exc import SQLAlchemyError

from auth.db.database import Database
from moderation.platform import outbox
from moderation.platform.config import SMTP_PLAIN, Config
from moderation.review.items.services import ranks
from moderation.running import mail_delivery, purge, timetable
from moderation.running.mail_delivery import Letterhead, Relay

log = structlog.get_logger()

OUTBOX_SECONDS = 5.0
RANK_SECONDS = 60.0

IsAlive = Callable[[], bool]


def begin(
    database: Database,
    config: Config,
    stop: threading.Event,
    is_alive: IsAlive = lambda: True,
) -> list[threading.Thread]:
    """Start a thread for each chore; they end soon after *stop* is set.

    Any number of processes may do them at once: a mail is claimed before it is sent,
    an account is locked before it is removed.
    """
    threads = [
        threading.Thread(
            target=purge.keep_purging,
            args=(database, stop, is_alive),
            kwargs={"base_url": config.base_url.rstrip("/")},
            daemon=True,
        ),
        threading.Thread(
            target=keep_ranking, args=(database, stop, is_alive), daemon=True
        ),
        threading.Thread(
            target=timetable.keep, args=(database, stop, is_alive), daemon=True
        ),
    ]
    if config.smtp_url:
        relay = Relay(url=config.smtp_url, is_plain=config.smtp_tls == SMTP_PLAIN)
        send = mail_delivery.sender_of(
            relay,
            sender=config.mail_from,
            secret=config.secret_key,
            head=lambda: read_letterhead(database, config),
        )
        arguments = (database, send, stop, is_alive)
        threads.append(
            threading.Thread(target=keep_sending, args=arguments, daemon=True)
        )
    for thread in threads:
        thread.start()
    return threads


def read_letterhead(database: Database, config: Config) -> Letterhead:
    """Return which newspaper the mails of this newsroom come from."""
    with database.unit_of_work(write=False) as work:
        base_url = config.base_url.rstrip("/")
        return mail_delivery.letterhead(work.session, base_url=base_url)


def keep_sending(
    database: Database, send: outbox.Send, stop: threading.Event, is_alive: IsAlive
) -> None:
    """Send what is queued every few seconds, until told to stop."""
    while is_alive() and not stop.wait(OUTBOX_SECONDS):
        try:
            outbox.send_queued(database, send)
        except SQLAlchemyError as error:
            log.warning("outbox.database_away", error=type(error).__name__)


def keep_ranking(database: Database, stop: threading.Event, is_alive: IsAlive) -> None:
    """Rank anew every minute what more readers now see, until told to stop."""
    while is_alive() and not stop.wait(RANK_SECONDS):
        after_id: int | None = 0
        while after_id is not None and not stop.is_set():
            try:
                with database.unit_of_work(write=True) as work:
                    _, after_id = ranks.sweep(work.session, after_id=after_id)
            except SQLAlchemyError as error:
                log.warning("ranks.database_away", error=type(error).__name__)
                break
