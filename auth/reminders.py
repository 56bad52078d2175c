"""Asking once more, twice at most, who has not confirmed an address yet."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from auth import accounts, verification
from auth.models import Account
from auth.rules import REMINDERS, UNVERIFIED_LIFETIME, Purpose, reminders_due
from auth.settings import Mailer

SUBJECT = "Your address is not confirmed yet"
TEXT = """Hello {name},

You registered on {registered} but have not confirmed your address yet. Until you do,
no one else can see what you write. Please confirm your address here:

{link}

The link works for 24 hours. If you do not confirm your address, we will delete your
account and everything that you wrote on {removal}. If you did not register, please open
the link and choose "This was not me".
"""


def due(session: Session, *, now: datetime) -> Sequence[int]:
    """Return the accounts that should be asked again by now."""
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
    """Mail one account its reminder; say whether one went out.

    An address that another account has confirmed gets none: its owner was told once.
    """
    if not accounts.is_still_unverified(session, account_id):
        return False
    account = session.get_one(Account, account_id, populate_existing=True)
    sent, account.reminders_sent = (
        account.reminders_sent,
        reminders_due(account.created_at, now),
    )
    if sent >= account.reminders_sent or accounts.find_verified(session, account.email):
        return False
    token = verification.new_mail_token(session, account, Purpose.VERIFY, now=now)
    removal = account.created_at + UNVERIFIED_LIFETIME
    body = TEXT.format(
        name=account.display_name,
        registered=_when(account.created_at),
        removal=_when(removal),
        link=f"{base_url}/verify/{token}",
    )
    verification.mail_uninvited(
        session, mailer, recipient=account.email, subject=SUBJECT, body=body, now=now
    )
    return True


def _when(moment: datetime) -> str:
    return moment.strftime("%-d %B %Y at %H:%M UTC")
