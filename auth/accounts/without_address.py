"""Accounts that an identity provider introduces: they need no address and password."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from auth.accounts import lookup, passwords
from auth.core import tokens
from auth.core.errors import InvalidError
from auth.core.models import Account
from auth.core.naming import addresses, names
from auth.db.upserts import is_accepted

KEY_PREFIX = "sso:"
"""The start of the key of an account without an address. No address has such a key."""


def create(session: Session, *, display_name: str, now: datetime) -> Account:
    """Create an account without an address and a password.

    It counts as confirmed, because its provider knows the person.

    :raises InvalidError: if the name is not allowed or taken.
    """
    name = lookup.checked_name(session, display_name)
    folded, shaped = names.shapes(name)
    account = Account(
        display_name=name,
        name_canonical=addresses.name_key(name),
        name_folded=folded,
        name_shaped=shaped,
        email="",
        email_canonical=f"{KEY_PREFIX}{tokens.new_token()}",
        email_verified_at=now,
        password_hash=passwords.NO_PASSWORD,
        created_at=now,
    )
    if not is_accepted(session, lambda: session.add(account)):
        raise InvalidError(names.TAKEN, {"field": "display_name"})
    return account


def rename(session: Session, account: Account, display_name: str) -> None:
    """Give an account another name.

    :raises InvalidError: if the name is not allowed or taken.
    """
    name = lookup.checked_name(session, display_name)
    folded, shaped = names.shapes(name)

    def change() -> None:
        account.display_name = name
        account.name_canonical = addresses.name_key(name)
        account.name_folded, account.name_shaped = folded, shaped

    if not is_accepted(session, change):
        session.refresh(account)
        raise InvalidError(names.TAKEN, {"field": "display_name"})


def give_address(session: Session, account: Account, email: str) -> bool:
    """Give an account without a password an address that its provider has checked.

    :returns: whether it has the address now. One that another account has confirmed
        stays there: nobody gets into an account by its address.
    """
    try:
        typed = addresses.address(email)
        key = addresses.address_key(typed)
    except InvalidError:
        return False
    if account.email_canonical == key:
        return True

    def change() -> None:
        account.email, account.email_canonical = typed, key

    if is_accepted(session, change):
        return True
    session.refresh(account)
    return False
