"""Logs in with a password, without revealing why a try failed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from auth.accounts import imported, lookup, passwords, registration
from auth.accounts.inputs import LogIn
from auth.core.errors import InvalidError
from auth.core.models import Account
from auth.core.translation import lazy_gettext
from auth.db.database import Database

FAILED = lazy_gettext(
    "The address or the password is wrong. If you have registered but not yet "
    "confirmed your address, please open the link in the e-mail that we sent you."
)


def log_in(
    database: Database,
    change: LogIn,
    *,
    receipt: str | None,
    host: str,
) -> int:
    """Return the account with this address and password.

    An unverified account works only in the browser that registered it. The same work
    is done whether or not the address is known. Hashing happens outside a transaction.

    :raises InvalidError: in every other case, always with the same message.
    """
    email = change.email
    with database.unit_of_work(write=False) as work:
        here = _registered_here(work.session, email, receipt, host, work.now)
        verified = lookup.find_verified(work.session, email)
        # Both are tried, the browser's own first. If it were tried only for an address
        # that nobody has confirmed, its failure would reveal that somebody has.
        candidates: list[tuple[int, str | None]] = [
            (each.id, each.password_hash) for each in (here, verified) if each
        ]
    if verified is None:
        candidates.append((0, None))
    for account_id, stored in candidates:
        if passwords.verify(stored, change.password):
            if stored and passwords.is_foreign(stored):
                _take_over(database, account_id, stored, change.password)
            return account_id
    raise InvalidError(FAILED, {"field": "email"})


def _take_over(database: Database, account_id: int, stored: str, password: str) -> None:
    """Replace the hash of another system by our own."""
    password_hash = passwords.hash_password(password)
    with database.unit_of_work(write=True) as work:
        imported.take_over(
            work.session, account_id, stored=stored, password_hash=password_hash
        )


def _registered_here(
    session: Session, email: str, receipt: str | None, host: str, now: datetime
) -> Account | None:
    found = registration.find(session, receipt=receipt, host=host, now=now)
    account = session.get(Account, found.account_id) if found else None
    if account is None or account.disabled_at or account.email_verified_at:
        return None
    same = account.email.strip().casefold() == email.strip().casefold()
    return account if same else None
