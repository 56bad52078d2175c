"""Logging in: the right password, without telling what was wrong with another."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from auth import accounts, passwords, registration
from auth.database import Database
from auth.errors import InvalidError
from auth.models import Account

FAILED = (
    "The address or the password is wrong. If you have registered but not confirmed"
    " your address yet, please open the mail that we sent you."
)


def log_in(
    database: Database,
    *,
    email: str,
    password: str,
    receipt: str | None,
    host: str,
) -> int:
    """Return the account that *email* and *password* open.

    An unverified account opens only in the browser that registered it. The same work
    is done whether or not the address is known; hashing holds no transaction.

    :raises InvalidError: in every other case, always with the same words.
    """
    with database.unit_of_work(write=False) as work:
        account = accounts.find_verified(work.session, email) or _registered_here(
            work.session, email, receipt, host, work.now
        )
        stored = account.password_hash if account else None
        account_id = account.id if account and account.disabled_at is None else None
    if not passwords.verify(stored, password) or account_id is None:
        raise InvalidError(FAILED, {"field": "email"})
    return account_id


def _registered_here(
    session: Session, email: str, receipt: str | None, host: str, now: datetime
) -> Account | None:
    found = registration.find(session, receipt=receipt, host=host, now=now)
    if found is None:
        return None
    account = session.get(Account, found.account_id)
    same = account and account.email.strip().casefold() == email.strip().casefold()
    return account if same else None
