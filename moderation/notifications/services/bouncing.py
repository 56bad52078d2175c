"""Stops mail to an address that it comes back from. Logging in is not affected."""

from __future__ import annotations

from datetime import datetime

import structlog
from sqlalchemy.orm import Session

from auth.accounts import lookup
from auth.db.upserts import take_turn
from moderation.notifications.bounces import Bounce, of_reply
from moderation.notifications.rules import NotificationKind
from moderation.notifications.services import settings
from moderation.platform.outbox import OutboxMessage

log = structlog.get_logger()

MOST_BOUNCES = 3
"""How often mail may come back before none is sent, where the address may exist."""


def note(session: Session, bounce: Bounce, *, now: datetime) -> bool:
    """Count what came back from the bounce's address; stop its mail if need be.

    A complaint stops every kind of mail about notifications.

    :returns: whether an account has the address.
    """
    account = lookup.find_verified(session, bounce.address)
    if account is None:
        return False
    if bounce.is_complaint:
        settings.stop_mail(session, account.id, list(NotificationKind))
        return True
    if not bounce.counts:
        log.warning("mail.refused", status=bounce.status, account_id=account.id)
        return True
    take_turn(session, f"bounces {account.id}")
    setting = settings.delivery_of(session, account.id)
    if setting.bounced_address != account.email:
        setting.bounced_address, setting.bounces = account.email, 0
        setting.stopped_at = None
    setting.bounces += 1
    if bounce.is_for_good or setting.bounces >= MOST_BOUNCES:
        setting.stopped_at = setting.stopped_at or now
    return True


def note_refusal(
    session: Session, message: OutboxMessage, code: int, text: str, now: datetime
) -> None:
    """Count the refusal of a recipient by the mail server."""
    status = of_reply(code, text).status
    note(session, Bounce(address=message.recipient, status=status), now=now)
