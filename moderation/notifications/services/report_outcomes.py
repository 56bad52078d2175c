"""Notifies readers of the decisions on comments that they reported."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, insert, literal, select
from sqlalchemy.orm import Session

from auth.core.models import Account
from moderation.discussion.models import Comment
from moderation.notifications.followers.telling import COLUMNS
from moderation.notifications.models import Notification
from moderation.notifications.rules import NotificationKind
from moderation.notifications.services.settings import is_off


def tell_reporters(
    session: Session, comment: Comment, reporters: Sequence[int], *, now: datetime
) -> None:
    """Notify the reporters of *comment* of a decision, with one statement.

    The notification of a second decision replaces the first, and is unread again.
    """
    kind = NotificationKind.REPORT_DECIDED
    session.execute(
        delete(Notification).where(
            Notification.kind == kind,
            Notification.comment_id == comment.id,
            Notification.account_id.in_(reporters),
        )
    )
    wanted = select(
        Account.id,
        literal(kind, Notification.kind.type),
        literal(comment.id, Notification.comment_id.type),
        literal(now, Notification.created_at.type),
        literal(now, Notification.created_at.type),
    ).where(Account.id.in_(reporters), ~is_off(Account.id, kind))
    session.execute(insert(Notification).from_select(COLUMNS, wanted))


def withdraw_from_reporters(session: Session, comment: Comment) -> None:
    """Withdraw the notifications of reporters, because the decision was undone."""
    session.execute(
        delete(Notification).where(
            Notification.kind == NotificationKind.REPORT_DECIDED,
            Notification.comment_id == comment.id,
        )
    )
