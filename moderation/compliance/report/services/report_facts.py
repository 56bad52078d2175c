"""Reads one fact for each decision of a year. Every table of the report is made of it.

Figures are computed from rows, never from counters, so that an undone decision and a
deleted comment count as what they are.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Row, Select, case, exists, func, select
from sqlalchemy.orm import Session

from moderation.compliance.notices.models import Notice, NoticeItem
from moderation.compliance.report.rules import ReportFact, year_of
from moderation.compliance.transparency import vocabulary as words
from moderation.policy.models import Verdict
from moderation.review.appeals.models import Appeal
from moderation.review.items.models import Decision, Report, ReviewItem
from moderation.review.items.rules import Action, Reason
from moderation.review.items.wording import is_automated

AT_ONCE = 1_000
STAYS = ""
Facts = Iterator[ReportFact]


def read(session: Session, *, site_id: int, year: int) -> Facts:
    """Yield a fact for each approval and rejection of the year, in order."""
    rows = session.execute(_query(site_id, year).execution_options(yield_per=AT_ONCE))
    for row in rows:
        yield _fact(row)


def _query(site_id: int, year: int) -> Select[*tuple[Any, ...]]:
    start, end = year_of(year)
    first = _first_notice()
    return (
        select(
            Decision.id,
            Decision.action,
            Decision.reason,
            Decision.created_at,
            Decision.undone_at,
            ReviewItem.opened_at,
            Verdict.causes,
            Verdict.language,
            Appeal.created_at.label("complained_at"),
            Appeal.outcome,
            Appeal.decided_at.label("answered_at"),
            Notice.kind,
            Notice.flagger_id,
            Notice.received_at.label("noticed_at"),
            _is_reported().label("is_reported"),
        )
        .join(ReviewItem, ReviewItem.id == Decision.item_id)
        .outerjoin(
            Verdict,
            (Verdict.revision_id == Decision.revision_id)
            & Verdict.superseded_at.is_(None),
        )
        .outerjoin(Appeal, Appeal.decision_id == Decision.id)
        .outerjoin(first, first.c.comment_id == Decision.comment_id)
        .outerjoin(
            Notice,
            (Notice.id == first.c.notice_id)
            & (Notice.received_at <= Decision.created_at),
        )
        .where(
            Decision.site_id == site_id,
            Decision.action != Action.ESCALATE,
            Decision.created_at >= start,
            Decision.created_at < end,
        )
        .order_by(Decision.id)
    )


def _first_notice() -> Any:
    """Return the notice that counts for each comment: a trusted flagger's if any."""
    trusted = func.min(case((Notice.flagger_id.is_not(None), Notice.id)))
    return (
        select(
            NoticeItem.comment_id,
            func.coalesce(trusted, func.min(Notice.id)).label("notice_id"),
        )
        .join(Notice, Notice.id == NoticeItem.notice_id)
        .group_by(NoticeItem.comment_id)
        .subquery()
    )


def _is_reported() -> Any:
    return (
        exists()
        .where(
            Report.comment_id == Decision.comment_id,
            Report.created_at <= Decision.created_at,
        )
        .correlate(Decision)
    )


def _fact(row: Row[Any]) -> ReportFact:
    causes = row.causes or ()
    is_detected = any(map(is_automated, causes))
    is_rejected = row.action is Action.REJECT
    is_illegal = row.reason is Reason.ILLEGAL
    category = words.REASONS[row.reason or Reason.OTHER]
    if is_illegal and row.kind is not None:
        category = words.NOTICES[row.kind]
    return ReportFact(
        decision=row.id,
        received_at=row.noticed_at or row.opened_at,
        decided_at=row.created_at,
        source=_source(row),
        category=category.category if is_rejected else "",
        keyword=category.keyword if is_rejected else "",
        ground=(words.ILLEGAL if is_illegal else words.INCOMPATIBLE)
        if is_rejected
        else "",
        restriction=words.REMOVED if is_rejected else STAYS,
        detection="Yes" if is_detected else "No",
        automation=words.PARTIALLY if is_detected else words.NOT_AUTOMATED,
        language=row.language or "",
        complained_at=row.complained_at,
        complaint_outcome=row.outcome,
        complaint_decided_at=row.answered_at,
        is_overturned=row.undone_at is not None,
    )


def _source(row: Row[Any]) -> str:
    if row.kind is not None:
        return words.TRUSTED_FLAGGER if row.flagger_id else words.ARTICLE_16
    return words.OTHER_NOTIFICATION if row.is_reported else words.VOLUNTARY
