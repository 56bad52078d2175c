"""Removes data whose time is over. The settings say how long each kind is kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, delete, select
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

AT_ONCE = 2_000
"""How many rows of a table go in one transaction."""


def remove_old(session: Session, *, kept: Kept, now: datetime) -> bool:
    """Remove sent mail, notifications and audit entries that are old; empty notices.

    Removes at most :data:`AT_ONCE` rows of each table, so that other writers do
    not wait long.

    :returns: whether there may be more.
    """
    retention.empty_old(session, kept=kept.notices, now=now)
    removed = [
        _remove_some(session, table, is_over)
        for table, is_over in (
            (
                OutboxMessage,
                (OutboxMessage.state != MessageState.QUEUED)
                & (OutboxMessage.created_at < now - kept.mail),
            ),
            (Notification, Notification.created_at < now - kept.notifications),
            (
                FollowersToTell,
                FollowersToTell.published_at < now - kept.notifications,
            ),
            (AuditEntry, AuditEntry.at < now - kept.audit_log),
        )
    ]
    return max(removed) == AT_ONCE


def _remove_some(session: Session, table: Any, is_over: ColumnElement[bool]) -> int:
    some = select(table.id).where(is_over).limit(AT_ONCE)
    result: Any = session.execute(
        delete(table)
        .where(table.id.in_(some))
        .execution_options(synchronize_session=False)
    )
    return int(result.rowcount)
