"""Creates, finds and removes accounts, and manages their roles."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from auth.accounts import second_factor
from auth.accounts.pairing_models import Pairing
from auth.core.errors import InvalidError, NotFoundError
from auth.core.models import Account, LoginSession, Registration, Site
from auth.core.naming import addresses, names
from auth.core.rules import UNVERIFIED_LIFETIME
from auth.core.settings import Mailer
from auth.core.translation import gettext as _
from auth.db.upserts import is_accepted
from auth.sites.mail_texts import account_mail


def create(
    session: Session,
    *,
    display_name: str,
    email: str,
    password_hash: str,
    now: datetime,
    is_verified: bool = False,
    is_demo: bool = False,
) -> Account:
    """Create an account. Reveals that a name is taken, but never that an address is.

    :raises InvalidError: if the name or address is invalid, or the name is taken.
    """
    name = checked_name(session, display_name)
    typed = addresses.address(email)
    folded, shaped = names.shapes(name)
    account = Account(
        display_name=name,
        name_canonical=addresses.name_key(name),
        name_folded=folded,
        name_shaped=shaped,
        email=typed,
        email_canonical=addresses.address_key(typed),
        email_verified_at=now if is_verified else None,
        password_hash=password_hash,
        created_at=now,
        is_demo=is_demo,
    )
    # The database decides which of two simultaneous requests gets the name.
    if not is_accepted(session, lambda: session.add(account)):
        raise InvalidError(names.TAKEN, {"field": "display_name"})
    return account


def check_name(session: Session, display_name: str) -> None:
    """Check a name before an account is created. The first one to create it gets it.

    :raises InvalidError: if the name is invalid or taken.
    """
    folded, shaped = names.shapes(checked_name(session, display_name))
    is_taken = (Account.name_folded == folded) | (Account.name_shaped == shaped)
    if session.scalar(select(Account.id).where(is_taken).limit(1)) is not None:
        raise InvalidError(names.TAKEN, {"field": "display_name"})


def checked_name(session: Session, display_name: str) -> str:
    """Return a name as it is stored.

    :raises InvalidError: if it is not allowed. It may still be taken.
    """
    sites = session.scalars(select(Site.name)).all()
    return names.checked(display_name, reserved=sites)


def find_verified(session: Session, email: str) -> Account | None:
    """Return the account with the verified address *email*."""
    try:
        key = addresses.address_key(email.strip())
    except InvalidError:
        return None
    return session.scalar(
        select(Account).where(
            Account.email_canonical == key,
            Account.email_verified_at.is_not(None),
            Account.disabled_at.is_(None),
        )
    )


def reset_second_factor(
    session: Session, account_id: int, *, base_url: str, mailer: Mailer, now: datetime
) -> str:
    """Remove an account's second factor, end its sessions, and mail its owner.

    :returns: the account's name.

    :raises NotFoundError: if the account has no second factor.
    """
    account = session.get(Account, account_id)
    is_enrolled = second_factor.is_enrolled(session, account_id)
    # If several admins do this at once, one of them removes it.
    if (
        account is None
        or not is_enrolled
        or not second_factor.remove(session, account_id)
    ):
        raise NotFoundError(_("This account has no second factor."))
    end_sessions(session, account_id, now=now)
    mail = account_mail(
        session,
        "second_factor_reset",
        base_url=base_url,
        name=account.display_name,
        language=account.language,
    )
    mailer(session, recipient=account.email, **mail, now=now)
    return account.display_name


def end_sessions(
    session: Session, account_id: int, *, now: datetime, besides: Iterable[int] = ()
) -> None:
    """End the account's sessions and tickets, except the sessions *besides*.

    A frame that waits for a log-in as this account is no longer logged in by it.
    """
    session.execute(
        update(LoginSession)
        .where(
            LoginSession.account_id == account_id,
            LoginSession.ended_at.is_(None),
            LoginSession.id.not_in(list(besides)),
        )
        .values(ended_at=now)
    )
    session.execute(
        update(Registration)
        .where(Registration.account_id == account_id)
        .values(consumed_at=now)
    )
    session.execute(delete(Pairing).where(Pairing.account_id == account_id))


def unverified_accounts(session: Session, *, now: datetime) -> Sequence[int]:
    """Return the accounts whose address was not confirmed within 72 hours.

    The caller removes their comments, and then calls :func:`remove`. The owner may
    confirm the address in the meantime, so call :func:`is_still_unverified` first.
    """
    return session.scalars(
        select(Account.id).where(
            Account.email_verified_at.is_(None),
            Account.created_at < now - UNVERIFIED_LIFETIME,
        )
    ).all()


def is_still_unverified(session: Session, account_id: int) -> bool:
    """Lock the account; return whether it exists and was never confirmed."""
    found = session.scalar(
        select(Account.id)
        .where(Account.id == account_id, Account.email_verified_at.is_(None))
        .with_for_update()
    )
    return found is not None


def remove(session: Session, account_id: int) -> None:
    """Remove an account. The database removes the rows that belong to it."""
    session.execute(delete(Account).where(Account.id == account_id))


def id_of_name(session: Session, key: str) -> int | None:
    """Return the account whose display name has this key (see ``name_key``)."""
    return session.scalar(select(Account.id).where(Account.name_canonical == key))
