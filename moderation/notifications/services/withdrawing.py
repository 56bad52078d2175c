"""Takes back mail that is not sent yet, when what it tells of is hidden."""

from __future__ import annotations

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from auth.core.models import Account
from moderation.notifications.models import Notification
from moderation.notifications.services.visible import visible
from moderation.platform.outbox import OutboxMessage


def may_send(session: Session, message: OutboxMessage) -> bool:
    """Whether everything that the mail tells of may still be told.

    Otherwise what is left of it becomes due again, for a mail without the rest.
    """
    if message.tells is None:
        return True
    left = session.scalars(
        visible(select(Notification)).where(Notification.message_id == message.id)
    ).all()
    if len(left) == message.tells and _is_current(session, left[0], message):
        return True
    session.execute(
        update(Notification)
        .where(Notification.message_id == message.id)
        .values(message_id=None, mailed_at=None)
    )
    for notification in left:
        notification.due_at = message.created_at
    return False


def _is_current(
    session: Session, notification: Notification, message: OutboxMessage
) -> bool:
    """Whether the account still has the address that the mail is for."""
    account = session.get_one(Account, notification.account_id)
    is_leaving = account.disabled_at or account.erasure_due_at
    return account.email == message.recipient and not is_leaving
