"""Rejects all waiting comments of an author together with a sanction."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from moderation.review.decisions.batch_models import Batch
from moderation.review.decisions.services import batches
from moderation.review.items.models import ReviewItem
from moderation.review.items.queue_views import DeskContext
from moderation.review.items.rules import Action
from moderation.review.items.services import section_access
from moderation.review.queue.services.queue import OPEN
from moderation.review.sanctions.inputs import LiftSanction
from moderation.review.sanctions.models import Sanction
from moderation.review.sanctions.services import sanctions


def waiting(
    session: Session, *, context: DeskContext, account_id: int
) -> list[tuple[int, int]]:
    """Return the item and revision of each waiting comment of an author, oldest first.

    Leaves out blind items and appeals, because each of them is decided by itself.
    """
    rows = session.execute(
        select(ReviewItem.id, ReviewItem.revision_id)
        .where(
            ReviewItem.author_id == account_id,
            section_access.within(context),
            OPEN,
            ReviewItem.is_blind.is_(False),
            ReviewItem.appealed_at.is_(None),
            func.coalesce(ReviewItem.escalated_by_id, 0) != context.moderator_id,
        )
        .order_by(ReviewItem.id)
        .limit(batches.MOST_IN_A_BATCH)
    )
    return [(item_id, revision_id) for item_id, revision_id in rows]


def reject_waiting(
    session: Session, *, context: DeskContext, sanction: Sanction
) -> Batch | None:
    """Start a batch that rejects the waiting comments of a sanctioned author.

    Each comment gets its own decision, with the reason and the note of the sanction.
    The first fifty are decided at once. The page of the batch decides the others.

    :returns: the batch; ``None`` if nothing waits.
    """
    chosen = waiting(session, context=context, account_id=sanction.account_id)
    if not chosen:
        return None
    batch = Batch(
        site_id=context.site_id,
        moderator_id=context.moderator_id,
        action=Action.REJECT,
        reason=sanction.reason,
        note=sanction.note,
        words_to_author=sanction.words_to_author,
        sanction_id=sanction.id,
        chosen=[list(each) for each in chosen],
        refused={},
        created_at=context.now,
    )
    session.add(batch)
    session.flush()
    return batches.advance(session, context=context, batch_id=batch.id)


def lift_with(session: Session, *, context: DeskContext, batch: Batch) -> None:
    """Lift the sanction of a batch once no decision of the batch is left to undo."""
    if batch.sanction_id is None or batches.undoable(batch):
        return
    sanction = session.get_one(Sanction, batch.sanction_id)
    if sanction.lifted_at is None:
        sanctions.lift(
            session,
            LiftSanction(sanction_id=sanction.id),
            site_id=context.site_id,
            moderator_id=context.moderator_id,
            now=context.now,
        )
