"""Empties old notices: who sent them, and what they said."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from moderation.compliance.notices.models import Notice, NoticeComplaint, NoticeItem
from moderation.compliance.notices.rules import NETWORK_KEPT


def forget_networks(session: Session, *, now: datetime) -> None:
    """Remove the networks of notices that are older than thirty days."""
    session.execute(
        update(Notice)
        .where(Notice.received_at < now - NETWORK_KEPT, Notice.network_digest != "")
        .values(network_digest="")
    )


def empty_old(session: Session, *, kept: timedelta, now: datetime) -> int:
    """Empty notices that were decided longer ago than *kept*; return their number."""
    is_old = (Notice.decided_at < now - kept) & Notice.emptied_at.is_(None)
    return _empty(session, is_old, now=now)


def empty_of_address(session: Session, email: str, *, now: datetime) -> int:
    """Empty the notices from an address whose account is erased."""
    if not email:
        return 0
    return _empty(session, Notice.notifier_email == email, now=now)


def _empty(session: Session, which: ColumnElement[bool], *, now: datetime) -> int:
    ids = session.scalars(select(Notice.id).where(which)).all()
    session.execute(
        update(Notice)
        .where(Notice.id.in_(ids))
        .values(
            notifier_name="",
            notifier_email="",
            notifier_digest="",
            network_digest="",
            explanation="",
            law="",
            emptied_at=now,
        )
    )
    of_notices = select(NoticeItem.id).where(NoticeItem.notice_id.in_(ids))
    session.execute(
        update(NoticeComplaint)
        .where(NoticeComplaint.notice_item_id.in_(of_notices))
        .values(text="")
    )
    return len(ids)
