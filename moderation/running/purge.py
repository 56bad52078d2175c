"""Removes data that the newsroom no longer needs, every hour, after reminders."""

from __future__ import annotations

import structlog

from auth.accounts import erasure, lookup, reminders, retention
from auth.db.database import Database
from auth.sso.services import attempts, sessions
from moderation.compliance.notices.services import retention as notice_retention
from moderation.discussion.services import own_comments
from moderation.exchange.webhooks.services import deliveries
from moderation.intake.services import nudging
from moderation.platform import idempotency, outbox
from moderation.privacy.ledger import Ledger, LedgerEntry
from moderation.privacy.services import erasing, expiry, ledger_state
from moderation.privacy.services.expiry import KEPT, Kept
from moderation.review.reports.services import visitor_reports
from moderation.review.sanctions.services import returned

log = structlog.get_logger()


def purge(database: Database, *, kept: Kept = KEPT) -> int:
    """Remove expired data; return the number of unconfirmed accounts removed.

    Each account is removed in a separate transaction, with its comments, which nobody
    else ever saw.
    """
    with database.unit_of_work(write=True) as work:
        retention.forget(work.session, now=work.now)
        attempts.purge(work.session, now=work.now)
        sessions.purge(work.session, now=work.now)
        expiry.remove_old(work.session, kept=kept, now=work.now)
        idempotency.purge(work.session, now=work.now)
        nudging.purge(work.session, now=work.now)
        visitor_reports.forget_networks(work.session, now=work.now)
        notice_retention.forget_networks(work.session, now=work.now)
        deliveries.purge(work.session, now=work.now)
        returned.forget_free(work.session, now=work.now)
        due = lookup.unverified_accounts(work.session, now=work.now)
    return sum(_remove(database, account_id) for account_id in due)


def erase(database: Database, *, ledger: Ledger) -> int:
    """Erase the accounts whose owners asked for it a day ago; return their number.

    Each comment is erased in a separate transaction, so that a large account delays
    nobody, and an interrupted erasure continues at the next call.
    """
    with database.unit_of_work(write=False) as work:
        due = erasure.due(work.session, now=work.now)
    return sum(erase_one(database, account_id, ledger=ledger) for account_id in due)


def remind(database: Database, *, base_url: str) -> int:
    """Remind people to confirm their address; return the number of mails."""
    with database.unit_of_work(write=False) as work:
        due = reminders.due(work.session, now=work.now)
    return sum(_remind(database, account_id, base_url) for account_id in due)


def do_round(
    database: Database, *, base_url: str, ledger: Ledger, kept: Kept = KEPT
) -> None:
    """Do the hourly round: remind, purge and erase."""
    mailed = remind(database, base_url=base_url)
    gone = purge(database, kept=kept) + erase(database, ledger=ledger)
    log.info("purge.done", accounts=gone, reminders=mailed)


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
