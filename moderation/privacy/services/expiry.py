"""Removes data whose time is over. The settings say how long each kind is kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session

from auth.core.audit import AuditEntry
from moderation.compliance.notices.services import retention
from moderation.notifications.followers.models import FollowersToTell
from moderation.notifications.models import Notification
from moderation.platform.outbox import MessageState, OutboxMessage


@dataclass(frozen=True)
class Kept:
    """How long each kind of data is kept."""

    notices: timedelta = timedelta(days=400)
    mail: timedelta = timedelta(days=30)
    notifications: timedelta = timedelta(days=365)
    audit_log: timedelta = timedelta(days=1_825)


KEPT = Kept()
"""The default of the settings."""


def remove_old(session: Session, *, kept: Kept, now: datetime) -> None:
    """Remove sent mail, notifications and audit entries that are old; empty notices."""
    retention.empty_old(session, kept=kept.notices, now=now)
    for table, is_over in (
        (
            OutboxMessage,
            (OutboxMessage.state != MessageState.QUEUED)
            & (OutboxMessage.created_at < now - kept.mail),
        ),
        (Notification, Notification.created_at < now - kept.notifications),
        (FollowersToTell, FollowersToTell.published_at < now - kept.notifications),
        (AuditEntry, AuditEntry.at < now - kept.audit_log),
    ):
        session.execute(delete(table).where(is_over))
