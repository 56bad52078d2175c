"""Reminds people, at most twice, to confirm their address."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from auth.accounts import lookup, verification
from auth.core.models import Account, Registration
from auth.core.rules import REMINDERS, UNVERIFIED_LIFETIME, Purpose, reminders_due
from auth.core.settings import Mailer
from auth.sites.lookup import origin_of, site_on
from auth.sites.mail_texts import account_mail


def due(session: Session, *, now: datetime) -> Sequence[int]:
    """Return the accounts whose reminder is due."""
    rows = session.execute(
        select(Account.id, Account.created_at, Account.reminders_sent).where(
            Account.email_verified_at.is_(None),
            Account.disabled_at.is_(None),
            Account.created_at <= now - REMINDERS[0],
            Account.created_at > now - UNVERIFIED_LIFETIME,
            Account.reminders_sent < len(REMINDERS),
        )
    )
    return [
        row.id
        for row in rows
        if row.reminders_sent < reminders_due(row.created_at, now)
    ]


def remind(
    session: Session, account_id: int, *, base_url: str, mailer: Mailer, now: datetime
) -> bool:
    """Mail one account its reminder, and return whether it was sent.

    The link leads to the site that the account was registered on, or to *base_url*.
    An address that another account has confirmed gets no reminder, because its owner
    was told once.
    """
    if not lookup.is_still_unverified(session, account_id):
        return False
    account = session.get_one(Account, account_id, populate_existing=True)
    sent, account.reminders_sent = (
        account.reminders_sent,
        reminders_due(account.created_at, now),
    )
    if sent >= account.reminders_sent or lookup.find_verified(session, account.email):
        return False
    token = verification.new_mail_token(session, account, Purpose.VERIFY, now=now)
    origin = _origin(session, account_id, base_url)
    mail = account_mail(
        session,
        "address_reminder",
        base_url=origin,
        name=account.display_name,
        language=account.language,
        registered_at=account.created_at,
        removed_at=account.created_at + UNVERIFIED_LIFETIME,
        link=f"{origin}/verify/{token}",
    )
    verification.mail_uninvited(
        session, mailer, recipient=account.email, mail=mail, now=now
    )
    return True


def _origin(session: Session, account_id: int, base_url: str) -> str:
    """Return the origin of the site on which the account was registered."""
    host = session.scalar(
        select(Registration.host)
        .where(Registration.account_id == account_id)
        .order_by(Registration.id.desc())
        .limit(1)
    )
    site = site_on(session, host) if host else None
    return origin_of(session, site, base_url=base_url) if site else base_url
