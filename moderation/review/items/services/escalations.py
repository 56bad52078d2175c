"""Escalates an item to another moderator, and undoes that."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from auth.core.errors import ConflictError, ForbiddenError
from auth.core.translation import gettext as _
from moderation.review.items.models import Decision, ReviewItem
from moderation.review.items.rules import Action
from moderation.review.items.services import eligible_moderators, ranks


def escalate(
    session: Session, item: ReviewItem, *, moderator_id: int, now: datetime
) -> None:
    """Escalate *item* to another moderator, ahead of routine items."""
    ranks.escalate(item, by_id=moderator_id, now=now)
    # The first escalation stands: its moderator stays out of the decision.
    item.first_decider_id = item.first_decider_id or moderator_id
    item.claimed_by_id = item.claimed_until = None
    eligible_moderators.tell_if_alone(
        session,
        site_id=item.site_id,
        section=item.section,
        excluded=item.left_out,
        what=eligible_moderators.Undecided.ESCALATION,
        now=now,
    )


def take_back(
    session: Session, escalation: Decision, *, moderator_id: int, now: datetime
) -> None:
    """Restore the item to its state before *escalation*.

    :raises ForbiddenError: if another moderator escalated it.
    :raises ConflictError: if it was undone, or somebody has continued with the item.
    """
    if escalation.actor_id != moderator_id:
        raise ForbiddenError(_("Only the moderator who escalated this can undo it."))
    item = session.scalars(
        select(ReviewItem)
        .where(ReviewItem.id == escalation.item_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()
    newest, before = _newest(session, item), None
    if newest and newest[0].id == escalation.id:
        before = newest[1] if len(newest) > 1 else None
    else:
        raise ConflictError(_("This was undone already, or a colleague decided since."))
    is_held = item.claimed_until is not None and item.claimed_until > now
    if item.closed_at is not None or is_held:
        raise ConflictError(_("A colleague has gone on with this comment."))
    escalation.undone_at = now
    if before is not None and before.action is Action.ESCALATE:
        item.escalated_at, item.escalated_by_id = before.created_at, before.actor_id
    else:
        ranks.undo_escalation(item)
    if item.first_decider_id == moderator_id:
        item.first_decider_id = None
    session.flush()


def _newest(session: Session, item: ReviewItem) -> list[Decision]:
    """Return the decisions on *item* that were not undone, the newest first."""
    query = select(Decision).where(
        Decision.item_id == item.id, Decision.undone_at.is_(None)
    )
    return list(
        session.scalars(
            query.order_by(Decision.id.desc())
            .limit(2)
            .execution_options(populate_existing=True)
        )
    )
