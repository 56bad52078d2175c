"""Being forgotten: an owner asks, has a day to think again, and then nobody is left.

What others answered stays, and so does the row of the account, which decisions and
their history point at: without a name, an address, or a way in.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from auth.accounts import lookup, passwords
from auth.core.errors import ConflictError
from auth.core.models import Account
from auth.core.permissions import Role
from auth.core.rules import ERASURE_GRACE
from auth.core.settings import Mailer

FORMER_NAME = "Former reader"

SUBJECT = "Your account will be deleted"
TEXT = """Hello {name},

You asked us to delete your account. On {day} we will delete it and everything that you
wrote here. This cannot be undone. If you change your mind, or if it was not you, please
log in before then and keep your account:

{link}
"""


def ask(
    session: Session,
    account: Account,
    *,
    roles: frozenset[Role],
    base_url: str,
    mailer: Mailer,
    now: datetime,
) -> datetime:
    """Have *account* erased after a day, tell its owner by mail, and return when.

    Asking again changes nothing.

    :raises ConflictError: if the account has duties in the newsroom: their traces are
        the newsroom's, and somebody else has to take the duties first.
    """
    if roles - {Role.READER}:
        raise ConflictError(
            "This account belongs to a member of staff. Please ask an admin to remove "
            "its role first."
        )
    if account.erasure_due_at is not None:
        return account.erasure_due_at
    account.erasure_due_at = now + ERASURE_GRACE
    if account.email_verified_at is not None:
        body = TEXT.format(
            name=account.display_name,
            day=f"{account.erasure_due_at:%-d %B at %H:%M} UTC",
            link=f"{base_url}/account/data",
        )
        mailer(session, recipient=account.email, subject=SUBJECT, body=body, now=now)
    return account.erasure_due_at


def withdraw(account: Account, *, now: datetime) -> None:
    """Keep *account* after all.

    :raises ConflictError: if its day is over: some of it may be gone already.
    """
    if account.erasure_due_at is not None and account.erasure_due_at <= now:
        raise ConflictError("It is too late. The account is already being deleted.")
    account.erasure_due_at = None


def due(session: Session, *, now: datetime) -> Sequence[int]:
    """Return the accounts whose day to think again is over."""
    return session.scalars(
        select(Account.id)
        .where(Account.erasure_due_at <= now)
        .order_by(Account.erasure_due_at)
    ).all()


def is_due(session: Session, account_id: int, *, now: datetime) -> bool:
    """Lock the account, and say whether it is still to be erased now."""
    found = session.scalar(
        select(Account.id)
        .where(Account.id == account_id, Account.erasure_due_at <= now)
        .with_for_update()
    )
    return found is not None


def close(session: Session, account_id: int, *, now: datetime) -> None:
    """Shut the door before what is behind it goes: nobody writes from now on."""
    session.get_one(Account, account_id).disabled_at = now
    lookup.end_sessions(session, account_id, now=now)


def erase(session: Session, account_id: int, *, now: datetime) -> None:
    """Leave nothing of the person in the account's own row.

    Its sessions, links and other rows are the caller's to delete.
    """
    account = session.get_one(Account, account_id, populate_existing=True)
    # No typed name or address is the same as these: both would need a letter's place
    # for the colon.
    account.name_canonical = account.email_canonical = f"erased:{account_id}"
    account.display_name = FORMER_NAME
    account.name_folded = account.name_shaped = None
    account.email = ""
    account.password_hash = passwords.NOBODYS
    # An account that counts as confirmed is neither reminded nor purged.
    account.email_verified_at = account.disabled_at = now
    account.erasure_due_at = None
