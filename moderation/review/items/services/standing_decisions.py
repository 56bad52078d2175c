"""Finds the decision on a comment that is in effect."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from moderation.review.items.models import Decision
from moderation.review.items.rules import Action


def newest(session: Session, comment_id: int) -> Decision | None:
    """Return the newest decision on a comment that was not undone.

    Ignores escalations, which decide nothing.
    """
    return session.scalars(
        select(Decision)
        .where(
            Decision.comment_id == comment_id,
            Decision.action != Action.ESCALATE,
            Decision.undone_at.is_(None),
        )
        .order_by(Decision.id.desc())
        .limit(1)
        .execution_options(populate_existing=True)
    ).first()


def rejection(session: Session, comment_id: int) -> Decision | None:
    """Return the newest decision on a comment if it is a rejection."""
    decision = newest(session, comment_id)
    is_rejection = decision is not None and decision.action is Action.REJECT
    return decision if is_rejection else None
