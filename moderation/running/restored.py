"""Refuses to serve a restored database until its erasures are carried out again."""

from __future__ import annotations

from collections.abc import Callable

import structlog
from flask import Flask, request
from sqlalchemy import delete

from auth.core.errors import UnavailableError
from auth.core.models import RoleGrant
from auth.core.translation import gettext as _
from auth.db.database import EXTENSION as DATABASE
from auth.db.database import Database
from moderation.privacy.ledger import Ledger
from moderation.privacy.services import ledger_state
from moderation.privacy.services.ledger_state import LedgerState
from moderation.running import purge

log = structlog.get_logger()

HEALTH = "web_health.answer"
REPLAY = "erasures replay"


def state_of(database: Database, ledger: Ledger) -> LedgerState:
    """Return what the ledger and the database know of each other."""
    entries = ledger.entries()
    with database.unit_of_work(write=False) as work:
        return ledger_state.compare(work.session, entries)


def refusal_of(state: LedgerState) -> str:
    """Return why a database with this state is not served; empty if it is."""
    if not state.unknown:
        return ""
    return (
        f"The ledger has {len(state.unknown)} erasures that this database has not"
        " carried out, so it was restored from a backup."
    )


def warning_of(state: LedgerState) -> str:
    """Return what is wrong with the ledger itself; empty if nothing is."""
    if not state.missing:
        return ""
    return (
        f"The ledger lacks {state.missing} erasures of the database: its folder is"
        " missing, was cut short, or is another one. After a restore no one could say"
        " who has to be erased again. Please check ERASURE_LEDGER."
    )


def replay(database: Database, ledger: Ledger) -> int:
    """Erase again what the ledger lists; return the number of accounts.

    It can be interrupted and repeated.
    """
    erased = 0
    for entry in state_of(database, ledger).unknown:
        with database.unit_of_work(write=True) as work:
            account = ledger_state.account_of(work.session, entry)
            if account is None:
                ledger_state.note_done(work.session, entry, now=work.now)
                continue
            account.erasure_due_at = entry.due_at
            # Only an account without a role could ask for its erasure.
            own = RoleGrant.account_id == account.id
            work.session.execute(delete(RoleGrant).where(own))
        erased += purge.erase_one(database, entry.account_id, ledger=ledger)
    return erased


def guard(app: Flask, ledger: Ledger) -> None:
    """Make *app* answer 503 while its database was restored and not replayed.

    The ledger is read before the first request, and again until nothing is left to do.
    """
    app.before_request(_once(app, ledger))


def _once(app: Flask, ledger: Ledger) -> Callable[[], None]:
    is_checked = False

    def check() -> None:
        nonlocal is_checked
        if is_checked or request.endpoint == HEALTH:
            return
        if ledger.folder.is_dir():
            database: Database = app.extensions[DATABASE]
            state = state_of(database, ledger)
            if refusal := refusal_of(state):
                log.error("erasures.not_replayed", message=refusal)
                raise UnavailableError(
                    _("This site is being restored. Please try again later.")
                )
        is_checked = True

    return check
