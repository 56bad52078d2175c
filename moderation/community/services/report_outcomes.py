"""Telling readers what became of the comments that they reported."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, insert, literal, select
from sqlalchemy.orm import Session

from auth.core.models import Account
from moderation.community.models import Notification
from moderation.community.rules import NotificationKind
from moderation.community.services.notifications import COLUMNS, is_off
from moderation.discussion.models import Comment


def tell_reporters(
    session: Session, comment: Comment, reporters: Sequence[int], *, now: datetime
) -> None:
    """Tell those who reported *comment* that a moderator decided, in one statement.

    A second decision is news again, in the place of the first.
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
    ).where(Account.id.in_(reporters), ~is_off(Account.id, kind))
    session.execute(insert(Notification).from_select(COLUMNS, wanted))


def withdraw_from_reporters(session: Session, comment: Comment) -> None:
    """Withdraw what reporters were told: the decision was taken back."""
    session.execute(
        delete(Notification).where(
            Notification.kind == NotificationKind.REPORT_DECIDED,
            Notification.comment_id == comment.id,
        )
    )
