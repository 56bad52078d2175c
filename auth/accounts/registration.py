"""Registration and its hand-off: a receipt, then a ticket, then a session.

The ticket is a cookie that only our own response can set: 256 bits, stored as a digest,
valid for ten minutes, for one use, on the host that issued it. A known and an unknown
address are treated the same: both create a new unverified row.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from auth.accounts import lookup, verification
from auth.accounts.inputs import Register
from auth.accounts.pairing_models import Pairing
from auth.core import tokens
from auth.core.errors import ForbiddenError
from auth.core.models import Account, Registration
from auth.core.rules import RECEIPT_LIFETIME, TICKET_LIFETIME
from auth.core.settings import Mailer
from auth.core.translation import gettext as _
from auth.sites import pages_service
from auth.sites.languages import languages_of, matching
from auth.sites.lookup import site_on


@dataclass(frozen=True)
class Receipt:
    """The browser's proof of a registration. It cannot log anybody in."""

    token: str
    code: str


def register(
    session: Session,
    change: Register,
    *,
    password_hash: str,
    host: str,
    base_url: str,
    mailer: Mailer,
    now: datetime,
    language: str = "",
    earlier: str | None = None,
) -> Receipt:
    """Create an unverified account and mail its address, whether it is known or not.

    Registering accepts the current version of the site's house rules and terms.

    :param language: the language that the address of the form named, if any. The
        account prefers it from then on.
    :param earlier: the receipt of an earlier registration in the same browser, whose
        ticket becomes invalid.
    :raises ForbiddenError: if readers of the site log in elsewhere only.
    :raises InvalidError: if the name or address is invalid, or the name is taken.
    """
    _refuse_closed(session, host)
    if before := find(session, receipt=earlier, host=host, now=now):
        void_tickets(session, before.account_id, now=now)
    is_known = lookup.find_verified(session, change.email) is not None
    account = lookup.create(
        session,
        display_name=change.display_name,
        email=change.email,
        password_hash=password_hash,
        now=now,
    )
    account.language = _offered(session, host, language)
    pages_service.accept_on(session, host, account.id, now=now)
    receipt = _receipt(session, account, change, host, now)
    verification.mail_after_registration(
        session,
        account,
        is_known=is_known,
        base_url=base_url,
        mailer=mailer,
        now=now,
    )
    return receipt


def _receipt(
    session: Session, account: Account, change: Register, host: str, now: datetime
) -> Receipt:
    """Store the registration, and return its receipt."""
    receipt = Receipt(tokens.new_token(), tokens.new_code())
    session.add(
        Registration(
            account_id=account.id,
            host=host,
            next_path=change.next_path,
            receipt_digest=tokens.digest(receipt.token),
            code_digest=tokens.digest(receipt.code),
            created_at=now,
        )
    )
    return receipt


def _offered(session: Session, host: str, language: str) -> str:
    """Return the language that the site on *host* offers; empty if it does not."""
    site = site_on(session, host)
    return (matching(language, languages_of(site)) if site else None) or ""


def _refuse_closed(session: Session, host: str) -> None:
    site = site_on(session, host)
    if site is not None and not site.takes_registrations:
        raise ForbiddenError(_("Readers of this site log in with another account."))


def find(
    session: Session, *, receipt: str | None, host: str, now: datetime
) -> Registration | None:
    """Return the registration that belongs to a receipt."""
    if not receipt:
        return None
    return session.scalar(
        select(Registration).where(
            Registration.receipt_digest == tokens.digest(receipt),
            Registration.host == host,
            Registration.created_at > now - RECEIPT_LIFETIME,
        )
    )


def issue_ticket(
    session: Session, registration: Registration, *, now: datetime
) -> str | None:
    """Return the ticket of a registration; ``None`` if it was issued before."""
    token = tokens.new_token()
    issued = session.scalar(
        update(Registration)
        .where(Registration.id == registration.id, Registration.ticket_digest.is_(None))
        .values(ticket_digest=tokens.digest(token), ticket_until=now + TICKET_LIFETIME)
        .returning(Registration.id)
    )
    return token if issued else None


def void_tickets(session: Session, account_id: int, *, now: datetime) -> None:
    """Invalidate every ticket of an account, and the waiting of frames for it."""
    session.execute(delete(Pairing).where(Pairing.account_id == account_id))
    session.execute(
        update(Registration)
        .where(
            Registration.account_id == account_id, Registration.consumed_at.is_(None)
        )
        .values(consumed_at=now)
    )


def redeem(session: Session, *, ticket: str, host: str, now: datetime) -> int | None:
    """Use up *ticket* and return its account. Of two callers at once, one wins."""
    account_id = session.scalar(
        update(Registration)
        .where(
            Registration.ticket_digest == tokens.digest(ticket),
            Registration.host == host,
            Registration.consumed_at.is_(None),
            Registration.ticket_until > now,
        )
        .values(consumed_at=now)
        .returning(Registration.account_id)
    )
    if account_id is None:
        return None
    account = session.get(Account, account_id)
    return account_id if account and account.disabled_at is None else None
