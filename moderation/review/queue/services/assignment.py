"""Assigns items to moderators, a different one to each."""

from __future__ import annotations

from sqlalchemy import Select, delete, or_, select, update
from sqlalchemy.orm import Session

from auth.db.upserts import put
from moderation.review.items.models import ReviewItem
from moderation.review.items.queue_views import DeskContext, QueueView
from moderation.review.items.rules import CLAIM_LEASE, SKIPPED_FOR
from moderation.review.items.services import claims
from moderation.review.queue.models import Skip
from moderation.review.queue.services import filters, queue


def assign_next(
    session: Session, *, context: DeskContext, view: QueueView
) -> int | None:
    """Claim the first free item of *view* and return it.

    An item that the moderator has already claimed comes first. Skipped items are left
    out.

    :returns: ``None`` if there is no such item.
    """
    held = session.scalar(
        _dealable(view, context)
        .where(
            ReviewItem.claimed_by_id == context.moderator_id,
            ReviewItem.claimed_until > context.now,
        )
        .limit(1)
    )
    if held is not None:
        return held
    # The lock clause keeps PostgreSQL from giving one row to two moderators: the second
    # skips the row that the first is claiming.
    picked = (
        _dealable(view, context)
        .where(
            or_(
                ReviewItem.claimed_until.is_(None),
                ReviewItem.claimed_until <= context.now,
            )
        )
        .limit(1)
        .with_for_update(skip_locked=True, of=ReviewItem)
        .cte("picked")
    )
    return session.scalar(
        update(ReviewItem)
        .where(ReviewItem.id.in_(select(picked.c.id)))
        .values(
            claimed_by_id=context.moderator_id, claimed_until=context.now + CLAIM_LEASE
        )
        .returning(ReviewItem.id)
        .execution_options(synchronize_session=False)
    )


def skip(session: Session, *, context: DeskContext, item_id: int) -> None:
    """Skip an item: end its claim, and do not assign it to them for a while."""
    claims.release(session, item_id=item_id, moderator_id=context.moderator_id)
    values = {"item_id": item_id, "moderator_id": context.moderator_id}
    key = list(values)
    put(session, Skip, values | {"skipped_at": context.now}, key=key)
    session.execute(delete(Skip).where(Skip.skipped_at < context.now - SKIPPED_FOR))
    session.flush()


def _dealable(view: QueueView, context: DeskContext) -> Select[int]:
    conditions = queue.within(view, context)
    listed = select(ReviewItem.id).order_by(*queue.order_of(view.order))
    return listed.where(
        *conditions,
        ReviewItem.id.not_in(filters.skipped(context)),
    )
