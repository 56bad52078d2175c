"""Gathers the restrictions of a site as statements for the Transparency Database.

Rejections and sanctions are gathered half an hour after they were made, when the desk
no longer offers to undo them. A reversal is not reported: the database has no field for
it. A hold is gathered after a day.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from auth.db import upserts
from moderation.compliance.transparency.models import (
    TransparencySetting,
    TransparencyStatement,
)
from moderation.compliance.transparency.rules import Source, Target, statement_of
from moderation.compliance.transparency.services import facts
from moderation.compliance.transparency.states import StatementState
from moderation.compliance.transparency.vocabulary import SANCTIONS
from moderation.discussion.models import Comment
from moderation.discussion.rules import Status
from moderation.policy.models import Verdict
from moderation.policy.rules import VerdictKind
from moderation.review.items.models import Decision
from moderation.review.items.rules import UNDO_OFFERED, Action
from moderation.review.sanctions.models import Sanction

HELD_FOR = timedelta(hours=24)


def gather(
    session: Session, setting: TransparencySetting, *, base_url: str, now: datetime
) -> int:
    """Store what has become due as statements; return their number."""
    if setting.target is Target.OFF:
        return 0
    until, held_until = now - UNDO_OFFERED, now - HELD_FOR
    found = [
        *_decisions(session, setting, until),
        *_sanctions(session, setting, until),
    ]
    if setting.reports_holds:
        found += _holds(session, setting, held_until)
    setting.gathered_until = max(setting.gathered_until, until)
    setting.held_until = max(setting.held_until, held_until)
    return sum(
        add(session, setting, source, number, base_url=base_url, now=now)
        for source, number in found
    )


def add(
    session: Session,
    setting: TransparencySetting,
    source: Source,
    number: int,
    *,
    base_url: str,
    now: datetime,
) -> bool:
    """Store the statement of one restriction, and return whether it is new."""
    known = facts.of_source(session, setting, source, number, base_url=base_url)
    if known is None:
        return False
    fields = statement_of(known)
    return upserts.add_once(
        session,
        TransparencyStatement,
        {
            "site_id": setting.site_id,
            "target": setting.target,
            "source": source,
            "source_id": number,
            "puid": fields["puid"],
            "fields": fields,
            "state": StatementState.QUEUED,
            "errors": {},
            "created_at": now,
        },
        key=["site_id", "target", "source", "source_id"],
    )


def _decisions(
    session: Session, setting: TransparencySetting, until: datetime
) -> Iterable[tuple[Source, int]]:
    query = select(Decision.id).where(
        Decision.site_id == setting.site_id,
        Decision.action == Action.REJECT,
        Decision.undone_at.is_(None),
        Decision.created_at > setting.gathered_until,
        Decision.created_at <= until,
    )
    ids = session.scalars(query.order_by(Decision.id))
    return [(Source.DECISION, each) for each in ids]


def _sanctions(
    session: Session, setting: TransparencySetting, until: datetime
) -> Iterable[tuple[Source, int]]:
    query = select(Sanction.id).where(
        Sanction.site_id == setting.site_id,
        Sanction.kind.in_(SANCTIONS),
        Sanction.lifted_at.is_(None),
        Sanction.starts_at > setting.gathered_until,
        Sanction.starts_at <= until,
    )
    ids = session.scalars(query.order_by(Sanction.id))
    return [(Source.SANCTION, each) for each in ids]


def _holds(
    session: Session, setting: TransparencySetting, until: datetime
) -> Iterable[tuple[Source, int]]:
    """Return the verdicts whose comments are still held after a day."""
    query = (
        select(Verdict.id)
        .join(Comment, Comment.id == Verdict.comment_id)
        .where(
            facts.of_site(setting.site_id),
            Comment.status == Status.HELD,
            Verdict.kind == VerdictKind.HOLD,
            Verdict.revision_id == Comment.latest_revision_id,
            Verdict.superseded_at.is_(None),
            Verdict.created_at > setting.held_until,
            Verdict.created_at <= until,
        )
    )
    ids = session.scalars(query.order_by(Verdict.id))
    return [(Source.HOLD, each) for each in ids]
