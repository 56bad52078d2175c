"""Answers notices: what follows when their comments are decided, undone or erased."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from moderation.compliance.notices.models import Notice, NoticeComplaint, NoticeItem
from moderation.compliance.notices.rules import NoticeOutcome, outcome_of
from moderation.compliance.notices.services import complaints, mails
from moderation.review.items.events import DecisionMade, DecisionUndone
from moderation.review.items.models import Decision


def answer(session: Session, made: DecisionMade) -> None:
    """Store the outcome of the notices about a decided comment, and tell the notifiers.

    A notice that names several comments is answered when the last is decided.
    """
    decision = session.get_one(Decision, made.decision_id)
    complaints.answer(session, decision)
    outcome = outcome_of(decision.action, decision.reason)
    for item in _open_items(session, made.comment_id):
        _close(session, item, outcome, decision.id, now=made.at)


def unanswer(session: Session, undone: DecisionUndone) -> None:
    """Open the notices again that an undone decision had answered.

    The next decision is mailed to the notifier again.
    """
    complaints.unanswer(session, undone.decision_id)
    answered = session.scalars(
        select(NoticeItem).where(NoticeItem.decision_id == undone.decision_id)
    ).all()
    for item in answered:
        item.outcome = item.decision_id = item.decided_at = None
        session.get_one(Notice, item.notice_id).decided_at = None
    session.flush()


def close_erased(session: Session, comment_id: int, *, now: datetime) -> None:
    """Answer the notices about a comment whose text was erased."""
    for item in _open_items(session, comment_id):
        _close(session, item, NoticeOutcome.GONE, None, now=now)
    for complaint in session.scalars(
        select(NoticeComplaint)
        .join(NoticeItem, NoticeItem.id == NoticeComplaint.notice_item_id)
        .where(NoticeItem.comment_id == comment_id, NoticeComplaint.outcome.is_(None))
    ):
        session.delete(complaint)


def _open_items(session: Session, comment_id: int) -> Sequence[NoticeItem]:
    return session.scalars(
        select(NoticeItem)
        .where(NoticeItem.comment_id == comment_id, NoticeItem.outcome.is_(None))
        .order_by(NoticeItem.id)
    ).all()


def _close(
    session: Session,
    item: NoticeItem,
    outcome: NoticeOutcome,
    decision_id: int | None,
    *,
    now: datetime,
) -> None:
    item.outcome, item.decision_id, item.decided_at = outcome, decision_id, now
    session.flush()
    notice = session.scalars(
        select(Notice).where(Notice.id == item.notice_id).with_for_update()
    ).one()
    of_notice = session.scalars(
        select(NoticeItem)
        .where(NoticeItem.notice_id == notice.id)
        .order_by(NoticeItem.id)
    ).all()
    if all(each.outcome is not None for each in of_notice):
        notice.decided_at = now
        mails.decision(session, notice, of_notice, now=now)
