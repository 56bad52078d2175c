"""Reads the newsroom's standing decisions with their texts, to learn from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import and_, exists, func, or_, select
from sqlalchemy.orm import Session

from moderation.discussion.models import Comment, Revision, StatusChange
from moderation.discussion.rules import Cause, ScoringState
from moderation.intake.services import judging
from moderation.policy.models import Verdict
from moderation.review.items.models import Decision, Report
from moderation.review.items.rules import Action, Reason
from moderation.review.quality.sampling_models import AuditDraw
from moderation.review.quality.second_review_models import SecondReview
from moderation.scoring.training.decisions import DecidedText
from moderation.tuning.rules.past_comments import PastDecision
from moderation.tuning.rules.teaching import taught
from moderation.tuning.services.past_comments import fate_there

TEXTS_AT_ONCE = 500


def read(session: Session, *, imported: bool = False) -> list[DecidedText]:
    """Return the standing decisions that tell labels, without erased texts.

    They are in the order in which they were made, so that training can be repeated.

    :param imported: whether decisions of the system that comments were imported from
        count too, where nobody here has decided since. Each counts once.
    """
    found = list(_texts(session, _own(session)))
    if imported:
        found += _texts(session, _imported(session))
    return found


def recent(session: Session, *, count: int) -> list[str]:
    """Return the texts of the newest comments that the classifier judged."""
    ids = session.scalars(
        select(Verdict.revision_id)
        .where(Verdict.superseded_at.is_(None), Verdict.score_id.is_not(None))
        .order_by(Verdict.id.desc())
        .limit(count)
    ).all()
    return [text for text in _shown(session, ids).values() if text]


STANDS = and_(Decision.undone_at.is_(None), Decision.action != Action.ESCALATE)


def _own(session: Session) -> dict[int, dict[str, Any]]:
    last = (
        select(func.max(Decision.id).label("id"))
        .where(STANDS)
        .group_by(Decision.revision_id)
        .subquery()
    )
    twice = exists().where(
        SecondReview.second_id.is_not(None),
        or_(
            SecondReview.first_id == Decision.id, SecondReview.second_id == Decision.id
        ),
    )
    is_reported = exists().where(Report.comment_id == Decision.comment_id)
    rows = session.execute(
        select(
            Decision.revision_id,
            Decision.action,
            Decision.reason,
            Decision.created_at,
            AuditDraw.probability,
            twice.label("is_reviewed_twice"),
            is_reported.label("is_reported"),
        )
        .join(last, last.c.id == Decision.id)
        .outerjoin(AuditDraw, AuditDraw.revision_id == Decision.revision_id)
        .order_by(Decision.id)
    )
    found = {}
    for row in rows:
        is_rejected = row.action is Action.REJECT
        known = taught(is_rejected=is_rejected, reason=row.reason)
        if known is None:
            continue
        # A reported comment was certain to be reviewed: it represents only itself.
        is_drawn = row.probability is not None and not row.is_reported
        found[row.revision_id] = {
            "known": known,
            "is_rejected": is_rejected,
            "decided_at": row.created_at,
            "weight": 1 / row.probability if is_drawn else 1.0,
            "is_reviewed_twice": bool(row.is_reviewed_twice),
        }
    return found


def _imported(session: Session) -> dict[int, dict[str, Any]]:
    rows = session.execute(
        select(Revision.id, StatusChange.detail, Comment.created_at)
        .join(Comment, Comment.latest_revision_id == Revision.id)
        .join(StatusChange, StatusChange.comment_id == Comment.id)
        .where(
            Revision.scoring_state == ScoringState.IMPORTED,
            StatusChange.cause == Cause.IMPORTED,
            ~exists().where(Decision.revision_id == Revision.id, STANDS),
        )
        .order_by(Revision.id, StatusChange.id)
    )
    found = {}
    for row in rows:
        fate = fate_there(row.detail)
        if fate is None:
            continue
        is_rejected = fate is PastDecision.REJECTED
        reason = row.detail.get("reason")
        known = taught(
            is_rejected=is_rejected, reason=Reason(reason) if reason else None
        )
        if known is not None:
            found[row.id] = {
                "known": known,
                "is_rejected": is_rejected,
                "decided_at": _decided_at(row.detail) or row.created_at,
            }
    return found


def _decided_at(detail: Mapping[str, Any]) -> datetime | None:
    written = detail.get("decided_at")
    return datetime.fromisoformat(str(written)) if written else None


def _texts(
    session: Session, decisions: Mapping[int, Mapping[str, Any]]
) -> Iterator[DecidedText]:
    texts = _shown(session, list(decisions))
    for revision_id, values in decisions.items():
        if text := texts.get(revision_id, ""):
            yield DecidedText(text=text, **values)


def _shown(session: Session, ids: Sequence[int]) -> dict[int, str]:
    """Return the text as shown of each revision, with quotes blanked."""
    return {
        revision_id: shown.strip()
        for at in range(0, len(ids), TEXTS_AT_ONCE)
        for revision_id, _, shown, _ in judging.texts_of(
            session, ids[at : at + TEXTS_AT_ONCE]
        )
    }
