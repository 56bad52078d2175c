"""The chores of a process, with their intervals."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta

from auth.db.database import Database
from moderation.compliance.transparency.services import sending as transparency
from moderation.discussion.services import opening
from moderation.exchange.imports.chore import Importer
from moderation.exchange.webhooks import sending as webhooks
from moderation.exchange.webhooks.posting import Poster
from moderation.notifications.services import bouncing, withdrawing
from moderation.platform import outbox
from moderation.platform.chore_runner import Chore
from moderation.platform.config import SMTP_PLAIN, Config
from moderation.platform.outgoing import proxy_of, rules_of
from moderation.platform.secret_keys import seal_of, secret_of
from moderation.privacy.ledger import Ledger
from moderation.privacy.services.expiry import Kept
from moderation.review.items.services import ranks
from moderation.running import mail_delivery, purge, scheduled_changes
from moderation.running.mail_delivery import Letterhead, Relay
from moderation.running.notification_chores import notification_chores

PURGE_SECONDS = 3600.0
RANK_SECONDS = 60.0
TIMETABLE_SECONDS = 10.0
CLOSING_SECONDS = 30.0
OUTBOX_SECONDS = 5.0
WEBHOOK_SECONDS = 2.0
WEBHOOK_SENDERS = 3
"""How many endpoints a process sends to at once, so that a dead one delays no other."""
IMPORT_SECONDS = 3.0
TRANSPARENCY_SECONDS = 60.0


def chores_of(database: Database, config: Config, stop: threading.Event) -> list[Chore]:
    """Return the chores of a process that serves or works.

    :param stop: ends a long round early.
    """
    chores = [
        *purge_chores(database, config),
        Chore(
            name="ranks",
            every=RANK_SECONDS,
            do=lambda: update_ranks(database, stop),
        ),
        Chore(
            name="timetable",
            every=TIMETABLE_SECONDS,
            do=lambda: scheduled_changes.do_due(database),
        ),
    ]
    chores.append(closing_chore(database, stop))
    importer = Importer(
        database, config.instance_path.absolute() / "imports", secret_of(config)
    )
    chores.append(Chore(name="imports", every=IMPORT_SECONDS, do=importer.do_round))
    chores.append(transparency_chore(database, config))
    if config.smtp_url:
        send = sender_of(database, config)
        chores.append(
            Chore(
                name="outbox",
                every=OUTBOX_SECONDS,
                do=lambda: outbox.send_queued(
                    database, send, withdrawing.may_send, bouncing.note_refusal
                ),
            )
        )
    chores += notification_chores(database, config, stop)
    return chores + webhook_chores(database, config)


def purge_chores(database: Database, config: Config) -> list[Chore]:
    """Return the hourly chores that remind people, and remove what is over."""
    base_url = config.base_url.rstrip("/")
    ledger, kept = Ledger(config.ledger_path), kept_by(config)
    rounds: dict[str, Callable[[], object]] = {
        "reminders": lambda: purge.remind(database, base_url=base_url),
        "purge": lambda: purge.purge(database, kept=kept),
        "erasures": lambda: purge.erase(database, ledger=ledger),
    }
    return [
        Chore(name=name, every=PURGE_SECONDS, do=do, starts_at_once=True)
        for name, do in rounds.items()
    ]


def closing_chore(database: Database, stop: threading.Event) -> Chore:
    """Return the chore that closes the comments of articles that are old enough."""
    return Chore(
        name="closing",
        every=CLOSING_SECONDS,
        do=lambda: close_articles(database, stop),
    )


def webhook_chores(database: Database, config: Config) -> list[Chore]:
    """Return the chores that send webhooks. Each sends to one endpoint at a time."""
    sender = webhooks.Sender(
        poster=Poster(rules=rules_of(config), proxy=proxy_of(config)),
        seal=seal_of(config),
        base_url=config.base_url.rstrip("/"),
    )
    return [
        Chore(
            name=f"webhooks-{number}",
            every=WEBHOOK_SECONDS,
            do=lambda: webhooks.send_due(database, sender),
        )
        for number in range(1, WEBHOOK_SENDERS + 1)
    ]


def transparency_chore(database: Database, config: Config) -> Chore:
    """Return the chore that sends statements to the Transparency Database."""
    seal, base_url = seal_of(config), config.base_url.rstrip("/")
    return Chore(
        name="transparency",
        every=TRANSPARENCY_SECONDS,
        do=lambda: transparency.do_round(database, seal=seal, base_url=base_url),
    )


def kept_by(config: Config) -> Kept:
    """Return how long the settings keep each kind of data."""
    return Kept(
        notices=timedelta(days=config.keep_notices_days),
        mail=timedelta(days=config.keep_mail_days),
        notifications=timedelta(days=config.keep_notifications_days),
        audit_log=timedelta(days=config.keep_audit_log_days),
    )


def sender_of(database: Database, config: Config) -> outbox.Send:
    """Return a function that sends one mail to the newsroom's relay."""
    return mail_delivery.sender_of(
        Relay(url=config.smtp_url, is_plain=config.smtp_tls == SMTP_PLAIN),
        sender=config.mail_from,
        secret=secret_of(config),
        bounces=config.mail_bounces,
        head=lambda message: read_letterhead(database, config, message),
    )


def read_letterhead(
    database: Database, config: Config, message: outbox.OutboxMessage
) -> Letterhead:
    """Return the name and origin of the newspaper that a mail comes from."""
    with database.unit_of_work(write=False) as work:
        return mail_delivery.letterhead(
            work.session,
            site_id=message.site_id,
            base_url=config.base_url.rstrip("/"),
        )


def close_articles(database: Database, stop: threading.Event) -> None:
    """Close the comments of articles that are old enough."""
    while not stop.is_set():
        with database.unit_of_work(write=False) as work:
            due = opening.due(work.session, now=work.now)
        if not due:
            return
        with database.unit_of_work(write=True) as work:
            opening.close_due(work.session, due, now=work.now)


def update_ranks(database: Database, stop: threading.Event) -> None:
    """Update the ranks of items that many more readers see now."""
    after_id: int | None = 0
    while after_id is not None and not stop.is_set():
        with database.unit_of_work(write=True) as work:
            _, after_id = ranks.update_next(work.session, after_id=after_id)
