"""Accounts that were imported with the password of another system."""

from __future__ import annotations

from sqlalchemy.orm import Session

from auth.core.errors import InvalidError
from auth.core.models import Account
from auth.core.naming import addresses, names
from auth.db.upserts import is_accepted


def take_over(
    session: Session, account_id: int, *, stored: str, password_hash: str
) -> None:
    """Store our own hash at the first log-in, and give the account its name for good.

    Names are not unique elsewhere. If the name is taken or not allowed here, the
    account keeps it as an imported one.

    :param stored: the hash that was verified. If it has changed since, nothing happens.
    """
    account = session.get(Account, account_id, with_for_update=True)
    if account is None or account.password_hash != stored:
        return
    account.password_hash = password_hash
    if not account.name_canonical.startswith(names.IMPORTED):
        return
    try:
        name = names.checked(account.display_name)
    except InvalidError:
        return
    is_accepted(session, lambda: _take_name(account, name))


def _take_name(account: Account, name: str) -> None:
    account.name_canonical = addresses.name_key(name)
    account.name_folded, account.name_shaped = names.shapes(name)
