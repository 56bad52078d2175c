"""Complaints of notifiers whose notice was refused (Article 20)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from auth.core.errors import ConflictError, NotFoundError
from auth.core.translation import gettext as _
from auth.db import upserts
from moderation.compliance.notices.inputs import Complain
from moderation.compliance.notices.models import Notice, NoticeComplaint, NoticeItem
from moderation.compliance.notices.rules import (
    NoticeOutcome,
    may_complain,
    outcome_of,
)
from moderation.compliance.notices.services import mails
from moderation.discussion.models import Revision
from moderation.discussion.rules import Status
from moderation.discussion.services import transitions
from moderation.policy.rules import CauseKind, VerdictCause
from moderation.review.appeals.rules import AppealOutcome, checked_words
from moderation.review.items.models import Decision
from moderation.review.items.services import eligible_moderators, items, ranks

COMPLAINT = "complaint"
"""The rule in the cause of an item that a complaint opened."""


def complain(
    session: Session, change: Complain, *, site_id: int, now: datetime
) -> None:
    """Store a complaint, and put the comment back into the queue.

    Somebody other than the first decider answers it. A second complaint changes
    nothing.

    :raises NotFoundError: if there is no such notice.
    :raises InvalidError: if the text is empty or too long.
    :raises ConflictError: if the comment was removed, or if the six months are over.
    """
    words = checked_words(change.text)
    item = _item_of(session, change, site_id)
    if item.outcome is not NoticeOutcome.NO_ACTION or item.decided_at is None:
        raise ConflictError(_("There is nothing to complain about here."))
    if not may_complain(item.decided_at, now=now):
        raise ConflictError(_("The six months for a complaint are over."))
    comment = transitions.lock(session, item.comment_id)
    if comment.status is not Status.PUBLISHED:
        raise ConflictError(_("Readers cannot see this comment any more."))
    is_new = upserts.add_once(
        session,
        NoticeComplaint,
        {"notice_item_id": item.id, "text": words, "created_at": now},
        key=["notice_item_id"],
    )
    if not is_new:
        return
    first = session.get(Decision, item.decision_id or 0)
    reopened = items.open_item(
        session,
        comment=comment,
        revision=session.get_one(Revision, comment.latest_revision_id),
        causes=[VerdictCause(CauseKind.NOTICE, rule=COMPLAINT)],
        now=now,
    )
    ranks.notice(reopened, is_trusted=False, now=now)
    if first is not None and reopened.first_decider_id is None:
        reopened.first_decider_id = first.actor_id
    eligible_moderators.tell_if_alone(
        session,
        site_id=reopened.site_id,
        section=reopened.section,
        excluded=reopened.left_out,
        what=eligible_moderators.Undecided.APPEAL,
        now=now,
    )


def answer(session: Session, decision: Decision) -> None:
    """Store the answer to the complaints about a comment, and tell their notifiers."""
    waiting = session.scalars(
        select(NoticeComplaint)
        .join(NoticeItem, NoticeItem.id == NoticeComplaint.notice_item_id)
        .where(
            NoticeItem.comment_id == decision.comment_id,
            NoticeComplaint.outcome.is_(None),
        )
    ).all()
    for complaint in waiting:
        item = session.get_one(NoticeItem, complaint.notice_item_id)
        item.outcome = outcome_of(decision.action, decision.reason)
        is_upheld = item.outcome is NoticeOutcome.NO_ACTION
        complaint.outcome = (
            AppealOutcome.UPHELD if is_upheld else AppealOutcome.OVERTURNED
        )
        complaint.answer_id, complaint.decided_at = decision.id, decision.created_at
        session.flush()
        notice = session.get_one(Notice, item.notice_id)
        mails.complaint_answered(session, notice, item, now=decision.created_at)


def unanswer(session: Session, decision_id: int) -> None:
    """Let complaints wait again that an undone decision had answered."""
    for complaint in session.scalars(
        select(NoticeComplaint).where(NoticeComplaint.answer_id == decision_id)
    ).all():
        item = session.get_one(NoticeItem, complaint.notice_item_id)
        item.outcome = NoticeOutcome.NO_ACTION
        complaint.outcome = complaint.answer_id = complaint.decided_at = None
    session.flush()


def _item_of(session: Session, change: Complain, site_id: int) -> NoticeItem:
    item = session.scalar(
        select(NoticeItem)
        .join(Notice, Notice.id == NoticeItem.notice_id)
        .where(
            NoticeItem.id == change.notice_item_id,
            Notice.token == change.token,
            Notice.site_id == site_id,
        )
    )
    if item is None:
        raise NotFoundError(_("There is no such notice."))
    return item
