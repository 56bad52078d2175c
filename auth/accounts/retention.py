"""Removes expired links, sessions and registrations."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, or_
from sqlalchemy.orm import Session

from auth.accounts.pairing_models import Pairing
from auth.core import throttles
from auth.core.models import AddressChange, LoginSession, MailToken, Registration
from auth.core.rules import (
    PAIRING_LIFETIME,
    READER_TIMEOUTS,
    RECEIPT_LIFETIME,
    STOP_LIFETIME,
)


def forget(session: Session, *, now: datetime) -> None:
    """Remove every row that can no longer be used or shown."""
    throttles.purge(session, now=now)
    for table, is_over in (
        (MailToken, MailToken.expires_at < now),
        (AddressChange, AddressChange.created_at < now - STOP_LIFETIME),
        (Pairing, Pairing.created_at < now - PAIRING_LIFETIME),
        (Registration, Registration.created_at < now - RECEIPT_LIFETIME),
        (
            LoginSession,
            or_(
                LoginSession.ended_at < now,
                LoginSession.created_at < now - READER_TIMEOUTS.absolute,
            ),
        ),
    ):
        session.execute(delete(table).where(is_over))
