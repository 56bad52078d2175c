"""Changes an account's address: the new mailbox confirms, the old one can undo.

A thief with the password could take over an account for good by changing its address.
So the old mailbox is told at once. Its link restores the address, ends every session
and makes the stolen password worthless.
"""

from __future__ import annotations

from datetime import datetime
from functools import partial

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from auth.accounts import lookup, passwords, recovery
from auth.accounts.verification import WORTHLESS, mail_uninvited
from auth.core import throttles, tokens
from auth.core.errors import ConflictError, InvalidError, NotFoundError
from auth.core.models import Account, AddressChange
from auth.core.naming import addresses
from auth.core.rules import CHANGE_LIFETIME, STOP_LIFETIME
from auth.core.settings import Mailer
from auth.core.translation import gettext as _
from auth.db.upserts import is_accepted
from auth.sites.mail_texts import account_mail


def ask(
    session: Session,
    account_id: int,
    *,
    email: str,
    base_url: str,
    mailer: Mailer,
    now: datetime,
) -> None:
    """Mail the new address for confirmation, and tell the old one.

    Does the same work for any new address. Cancels an earlier unconfirmed change.

    :raises InvalidError: if it is not an address, or is the account's own.
    """
    account = session.get_one(Account, account_id)
    typed = addresses.address(email)
    key = addresses.address_key(typed)
    if key == account.email_canonical:
        raise InvalidError(_("This is already your address."), {"field": "email"})
    _void(session, account_id, now=now)
    token, stop_token = tokens.new_token(), tokens.new_token()
    session.add(
        AddressChange(
            account_id=account_id,
            email=typed,
            email_canonical=key,
            former_email=account.email,
            former_email_canonical=account.email_canonical,
            token_digest=tokens.digest(token),
            stop_digest=tokens.digest(stop_token),
            created_at=now,
        )
    )
    write = partial(
        account_mail,
        session,
        base_url=base_url,
        name=account.display_name,
        language=account.language,
    )
    mail = write("confirm_new_address", link=f"{base_url}/address/confirm/{token}")
    if lookup.find_verified(session, typed) is not None:
        mail = write("new_address_taken", link=f"{base_url}/login")
    mail_uninvited(session, mailer, recipient=typed, mail=mail, now=now)
    if account.email_verified_at is not None:
        mail = write("address_changing", link=f"{base_url}/address/stop/{stop_token}")
        mailer(session, recipient=account.email, **mail, now=now)


def find(
    session: Session, *, token: str, now: datetime
) -> tuple[AddressChange, Account]:
    """Return the change that a link confirms, and its account.

    :raises NotFoundError: if the link is unknown, used, expired or void, or if the
        account's address has changed since.
    """
    return _found(
        session,
        AddressChange.token_digest == tokens.digest(token),
        AddressChange.closed_at.is_(None),
        AddressChange.created_at > now - CHANGE_LIFETIME,
        AddressChange.former_email_canonical == Account.email_canonical,
        Account.disabled_at.is_(None),
    )


def confirm(
    session: Session, *, token: str, now: datetime, besides: tuple[int, ...] = ()
) -> Account:
    """Give the account its new address, and end its other sessions.

    :param besides: the session of the confirming browser, which stays.
    :raises NotFoundError: if the link is not valid.
    :raises ConflictError: if another account has confirmed the address by now.
    """
    change, account = find(session, token=token, now=now)
    _close(session, change, now=now)
    _set(session, account, change.email, change.email_canonical, now=now)
    lookup.end_sessions(session, account.id, now=now, besides=besides)
    return account


def disown(session: Session, *, token: str, now: datetime) -> None:
    """Refuse the change for the new mailbox, which gets almost no mail for a month.

    :raises NotFoundError: if the link is not valid.
    """
    change, _ = find(session, token=token, now=now)
    _close(session, change, now=now)
    throttles.disown(session, email_key=change.email_canonical, now=now)


def find_stop(
    session: Session, *, token: str, now: datetime
) -> tuple[AddressChange, Account]:
    """Return the change that a link stops or undoes, and its account.

    :raises NotFoundError: if the link is unknown, used or expired.
    """
    return _found(
        session,
        AddressChange.stop_digest == tokens.digest(token),
        AddressChange.stopped_at.is_(None),
        AddressChange.created_at > now - STOP_LIFETIME,
    )


def stop(
    session: Session, *, token: str, base_url: str, mailer: Mailer, now: datetime
) -> Account:
    """Undo a change and all later ones, and log out everybody but the owner.

    The person who asked for the change knew the password, so it becomes invalid. The
    old mailbox gets a link for setting a new one.

    :raises NotFoundError: if the link is not valid.
    :raises ConflictError: if another account has confirmed the old address by now.
    """
    change, account = find_stop(session, token=token, now=now)
    # What was asked for later came from a mailbox that is not the owner's.
    stopped = session.scalars(
        update(AddressChange)
        .where(
            AddressChange.account_id == account.id,
            AddressChange.id >= change.id,
            AddressChange.stopped_at.is_(None),
        )
        .values(stopped_at=now)
        .returning(AddressChange.id)
    )
    if change.id not in stopped.all():
        raise NotFoundError(WORTHLESS)
    _void(session, account.id, now=now)
    if account.email_canonical != change.former_email_canonical:
        former = change.former_email, change.former_email_canonical
        _set(session, account, *former, now=now)
    account.password_hash = passwords.NO_PASSWORD
    lookup.end_sessions(session, account.id, now=now)
    recovery.mail_reset(session, account, base_url=base_url, mailer=mailer, now=now)
    return account


def _found(session: Session, *conditions: object) -> tuple[AddressChange, Account]:
    query = select(AddressChange, Account).join(
        Account, Account.id == AddressChange.account_id
    )
    row = session.execute(query.where(*conditions)).first()  # type: ignore[arg-type]
    if row is None:
        raise NotFoundError(WORTHLESS)
    return row[0], row[1]


def _close(session: Session, change: AddressChange, *, now: datetime) -> None:
    """Use up the confirmation link. Of two callers at once, one wins."""
    closed = session.scalar(
        update(AddressChange)
        .where(AddressChange.id == change.id, AddressChange.closed_at.is_(None))
        .values(closed_at=now)
        .returning(AddressChange.id)
    )
    if closed is None:
        raise NotFoundError(WORTHLESS)


def _void(session: Session, account_id: int, *, now: datetime) -> None:
    session.execute(
        update(AddressChange)
        .where(
            AddressChange.account_id == account_id, AddressChange.closed_at.is_(None)
        )
        .values(closed_at=now)
    )


def _set(
    session: Session, account: Account, email: str, key: str, *, now: datetime
) -> None:
    def set_all() -> None:
        account.email, account.email_canonical = email, key
        account.email_verified_at = now

    if not is_accepted(session, set_all):
        raise ConflictError(WORTHLESS)
