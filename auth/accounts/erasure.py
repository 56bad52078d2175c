"""Erases accounts: an owner asks, may cancel for a day, and then the data is deleted.

Replies of others stay. So does the row of the account, because decisions and their
history refer to it, but without a name, an address or a way to log in.
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
from auth.core.translation import gettext as _
from auth.sites.mail_texts import account_mail

FORMER_NAME = "Former reader"


def ask(
    session: Session,
    account: Account,
    *,
    roles: frozenset[Role],
    base_url: str,
    mailer: Mailer,
    now: datetime,
) -> datetime:
    """Schedule the erasure of *account*, mail its owner, and return the time.

    A second request changes nothing.

    :raises ConflictError: if the account has a role in the newsroom. The records of
        staff belong to the newsroom, and the role has to be revoked first.
    """
    if roles - {Role.READER}:
        raise ConflictError(
            _(
                "This account belongs to a member of staff. Please ask an admin to "
                "remove its role first."
            )
        )
    if account.erasure_due_at is not None:
        return account.erasure_due_at
    account.erasure_due_at = now + ERASURE_GRACE
    if account.email_verified_at is not None:
        mail = account_mail(
            session,
            "account_erasure",
            base_url=base_url,
            name=account.display_name,
            language=account.language,
            due_at=account.erasure_due_at,
            link=f"{base_url}/account/data",
        )
        mailer(session, recipient=account.email, **mail, now=now)
    return account.erasure_due_at


def withdraw(account: Account, *, now: datetime) -> None:
    """Cancel the erasure of *account*.

    :raises ConflictError: if the day is over: some data may be gone already.
    """
    if account.erasure_due_at is not None and account.erasure_due_at <= now:
        raise ConflictError(_("It is too late. The account is already being deleted."))
    account.erasure_due_at = None


def due(session: Session, *, now: datetime) -> Sequence[int]:
    """Return the accounts whose erasure is due."""
    return session.scalars(
        select(Account.id)
        .where(Account.erasure_due_at <= now)
        .order_by(Account.erasure_due_at)
    ).all()


def is_due(session: Session, account_id: int, *, now: datetime) -> bool:
    """Lock the account, and return whether its erasure is still due."""
    found = session.scalar(
        select(Account.id)
        .where(Account.id == account_id, Account.erasure_due_at <= now)
        .with_for_update()
    )
    return found is not None


def close(session: Session, account_id: int, *, now: datetime) -> None:
    """Close the account before its data is deleted, so that nothing new is written."""
    session.get_one(Account, account_id).disabled_at = now
    lookup.end_sessions(session, account_id, now=now)


def erase(session: Session, account_id: int, *, now: datetime) -> None:
    """Remove all personal data from the account's own row.

    The caller deletes its sessions, links and other rows.
    """
    account = session.get_one(Account, account_id, populate_existing=True)
    # The colon keeps these apart from every name and address that a person can enter.
    account.name_canonical = account.email_canonical = f"erased:{account_id}"
    account.display_name = FORMER_NAME
    account.name_folded = account.name_shaped = None
    account.email = ""
    account.password_hash = passwords.NO_PASSWORD
    # An account that counts as confirmed is neither reminded nor purged.
    account.email_verified_at = account.disabled_at = now
    account.erasure_due_at = None
