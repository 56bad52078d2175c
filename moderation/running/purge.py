"""Removes data that the newsroom no longer needs, every hour, and reminds people.

Each kind of data and each account is a job of its own: one that fails is logged, and
the others are done.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from functools import partial

import structlog
from sqlalchemy.orm import Session

from auth.accounts import erasure, lookup, reminders, retention
from auth.db.database import Database
from auth.sso.services import attempts, sessions
from moderation.compliance.notices.services import retention as notice_retention
from moderation.discussion.services import own_comments
from moderation.exchange.webhooks.services import deliveries
from moderation.intake.services import nudging
from moderation.platform import idempotency, outbox
from moderation.platform.chore_runner import isolated
from moderation.privacy.ledger import Ledger, LedgerEntry
from moderation.privacy.services import erasing, expiry, ledger_state
from moderation.privacy.services.expiry import KEPT, Kept
from moderation.review.reports.services import visitor_reports
from moderation.review.sanctions.services import returned

log = structlog.get_logger()

Forget = Callable[[Session, datetime], object]

FORGETTING: dict[str, Forget] = {
    "retention": lambda session, now: retention.forget(session, now=now),
    "log-ins": lambda session, now: attempts.purge(session, now=now),
    "sessions": lambda session, now: sessions.purge(session, now=now),
    "repeats": lambda session, now: idempotency.purge(session, now=now),
    "nudges": lambda session, now: nudging.purge(session, now=now),
    "reports": lambda session, now: visitor_reports.forget_networks(session, now=now),
    "notices": lambda session, now: notice_retention.forget_networks(session, now=now),
    "deliveries": lambda session, now: deliveries.purge(session, now=now),
    "returned": lambda session, now: returned.forget_free(session, now=now),
}
"""What is removed, whatever the settings say."""


def purge(database: Database, *, kept: Kept = KEPT) -> int:
    """Remove expired data; return the number of unconfirmed accounts removed.

    Each account is removed in a separate transaction, with its comments, which nobody
    else ever saw.
    """
    for name, forget in FORGETTING.items():
        isolated(f"purge.{name}", partial(_forget, database, forget))
    isolated("purge.kept", lambda: _remove_old(database, kept))
    with database.unit_of_work(write=False) as work:
        due = lookup.unverified_accounts(work.session, now=work.now)
    count = _for_each(due, lambda each: _remove(database, each), "purge.account")
    log.info("purge.done", accounts=count)
    return count


def erase(database: Database, *, ledger: Ledger) -> int:
    """Erase the accounts whose owners asked for it a day ago; return their number.

    Each comment is erased in a separate transaction, so that a large account delays
    nobody, and an interrupted erasure continues at the next call.
    """
    with database.unit_of_work(write=False) as work:
        due = erasure.due(work.session, now=work.now)
    return _for_each(
        due, lambda each: erase_one(database, each, ledger=ledger), "erasure"
    )


def remind(database: Database, *, base_url: str) -> int:
    """Remind people to confirm their address; return the number of mails."""
    with database.unit_of_work(write=False) as work:
        due = reminders.due(work.session, now=work.now)
    return _for_each(due, lambda each: _remind(database, each, base_url), "reminder")


def _forget(database: Database, forget: Forget) -> None:
    with database.unit_of_work(write=True) as work:
        forget(work.session, work.now)


def _remove_old(database: Database, kept: Kept) -> None:
    more = True
    while more:
        with database.unit_of_work(write=True) as work:
            more = expiry.remove_old(work.session, kept=kept, now=work.now)


def _for_each(account_ids: Iterable[int], do: Callable[[int], bool], name: str) -> int:
    """Call *do* for each account; return how often it returned true."""
    done = [isolated(name, partial(do, account_id)) for account_id in account_ids]
    return sum(map(bool, done))


def _remind(database: Database, account_id: int, base_url: str) -> bool:
    with database.unit_of_work(write=True) as work:
        return reminders.remind(
            work.session,
            account_id,
            base_url=base_url,
            mailer=outbox.queue_mail,
            now=work.now,
        )


def erase_one(database: Database, account_id: int, *, ledger: Ledger) -> bool:
    """Erase an account whose erasure is due; return whether it was done here.

    The ledger has it before anything is deleted. Without a ledger nothing is.
    """
    with database.unit_of_work(write=True) as work:
        erasure.close(work.session, account_id, now=work.now)
        entry = ledger_state.entry_of(work.session, account_id)
    if entry is None or not _is_written(ledger, entry):
        return False
    while True:
        with database.unit_of_work(write=False) as work:
            comment_ids = erasing.still_there(work.session, account_id)
        if not comment_ids:
            break
        for comment_id in comment_ids:
            with database.unit_of_work(write=True) as work:
                erasing.erase_comment(
                    work.session, comment_id, author_id=account_id, now=work.now
                )
    with database.unit_of_work(write=True) as work:
        # Another process may have done it in the meantime.
        if not erasure.is_due(work.session, account_id, now=work.now):
            return False
        erasing.erase_account(work.session, account_id, now=work.now)
        ledger_state.note_done(work.session, entry, now=work.now)
    log.info("erasure.done", account_id=account_id)
    return True


def _is_written(ledger: Ledger, entry: LedgerEntry) -> bool:
    try:
        if entry not in ledger.entries():
            ledger.write(entry)
    except OSError as error:
        log.error("erasure.no_ledger", folder=str(ledger.folder), error=repr(error))  # noqa: TRY400  The message says enough.
        return False
    return True


def _remove(database: Database, account_id: int) -> bool:
    with database.unit_of_work(write=True) as work:
        # Its owner may have confirmed the address a moment ago.
        if not lookup.is_still_unverified(work.session, account_id):
            return False
        own_comments.remove_all_by(work.session, account_id)
        lookup.remove(work.session, account_id)
    return True
