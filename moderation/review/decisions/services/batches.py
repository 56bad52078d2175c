"""Decides a range of waiting items step by step, and undoes that."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from auth.core.errors import InvalidError, NotFoundError
from auth.core.translation import gettext as _
from auth.core.translation import lazy_gettext
from moderation.review.decisions.batch_models import Batch
from moderation.review.decisions.inputs import BeginBatch, Ruling
from moderation.review.decisions.services import bulk
from moderation.review.items.models import ReviewItem
from moderation.review.items.queue_views import DeskContext
from moderation.review.items.rules import Action, Reason
from moderation.review.queue.services import score_ranges

MOST_IN_A_BATCH = 1_000
STEP = 50
ONE_BY_ONE = lazy_gettext(
    "A comment that is against the law must be decided by itself, with the law."
)
PAST_SHOWN = 10
DECIDED = 3
"""The number of fields of a decided choice: item, revision and decision.

The decision is null once it has been undone.
"""


def begin(session: Session, change: BeginBatch, *, context: DeskContext) -> Batch:
    """Store the items to decide: at most a thousand, with their current revisions.

    :raises InvalidError: if nothing is in the range, or a rejection has no reason.
    """
    if change.action is Action.REJECT and change.reason is None:
        raise InvalidError(_("Please pick a reason for the rejection."))
    if change.reason is Reason.ILLEGAL:
        raise InvalidError(ONE_BY_ONE)
    if change.action is Action.ESCALATE:
        raise InvalidError(_("A batch must be approved or rejected."))
    query = select(ReviewItem.id, ReviewItem.revision_id)
    rows = session.execute(
        score_ranges.within(query, context, change.score_range)
        .where(ReviewItem.id.not_in(change.left_out))
        .order_by(score_ranges.score_of(change.score_range), ReviewItem.id)
        .limit(MOST_IN_A_BATCH)
    ).all()
    if not rows:
        raise InvalidError(_("No comments are waiting in this range."))
    batch = Batch(
        site_id=context.site_id,
        moderator_id=context.moderator_id,
        action=change.action,
        reason=change.reason,
        note=change.note,
        words_to_author=change.words,
        chosen=[[item_id, revision_id] for item_id, revision_id in rows],
        refused={},
        created_at=context.now,
    )
    session.add(batch)
    session.flush()
    return batch


def get(
    session: Session, *, context: DeskContext, batch_id: int, lock: bool = False
) -> Batch:
    """Return one's own batch.

    :raises NotFoundError: if there is none with that id, or it belongs to another.
    """
    query = select(Batch).where(
        Batch.id == batch_id,
        Batch.site_id == context.site_id,
        Batch.moderator_id == context.moderator_id,
    )
    batch = session.scalar(query.with_for_update() if lock else query)
    if batch is None:
        raise NotFoundError(_("You have no such batch."))
    return batch


def past(session: Session, *, context: DeskContext) -> Sequence[Batch]:
    """Return the moderator's last batches on this site, the newest first."""
    return session.scalars(
        select(Batch)
        .where(
            Batch.site_id == context.site_id, Batch.moderator_id == context.moderator_id
        )
        .order_by(Batch.id.desc())
        .limit(PAST_SHOWN)
    ).all()


def advance(
    session: Session, *, context: DeskContext, batch_id: int, step: int = STEP
) -> Batch:
    """Decide the next items of a batch, each with its own record.

    Skips items that somebody else has claimed or decided, or whose text changed.
    """
    batch = get(session, context=context, batch_id=batch_id, lock=True)
    if batch.stopped_at is None:
        score_range = batch.chosen[batch.reached : batch.reached + step]
        outcome = bulk.decide_each(
            session,
            context=context,
            chosen=[(item_id, revision_id) for item_id, revision_id in score_range],
            ruling=Ruling(
                batch.action, batch.reason, batch.note, batch.words_to_author
            ),
        )
        batch.chosen = [
            [*pair, outcome.decided[pair[0]]] if pair[0] in outcome.decided else pair
            for pair in batch.chosen
        ]
        batch.reached += len(score_range)
        batch.done += outcome.done
        batch.refused = dict(Counter(batch.refused) + outcome.refused)
        if batch.reached >= len(batch.chosen):
            batch.stopped_at = context.now
        session.flush()
    return batch


def stop(session: Session, *, context: DeskContext, batch_id: int) -> Batch:
    """Leave the rest of a batch undecided."""
    batch = get(session, context=context, batch_id=batch_id, lock=True)
    batch.stopped_at = batch.stopped_at or context.now
    session.flush()
    return batch


def undoable(batch: Batch) -> int:
    """Return the number of decisions that the batch has not tried to undo."""
    return len(_decisions_in_force(batch))


def taken_back(batch: Batch) -> int:
    """Return the number of decisions that were undone with the batch."""
    decided = [each for each in batch.chosen if len(each) == DECIDED]
    return len(decided) - len(_decisions_in_force(batch))


def undo(
    session: Session, *, context: DeskContext, batch_id: int, step: int = STEP
) -> Batch:
    """Undo the last decisions of a batch, which stops it for good.

    Skips items that somebody has decided again, or whose text changed since.
    """
    batch = get(session, context=context, batch_id=batch_id, lock=True)
    batch.stopped_at = batch.stopped_at or context.now
    chosen = list(batch.chosen)
    latest = _decisions_in_force(batch)[: -step - 1 : -1]
    outcome = bulk.undo_each(
        session, context=context, decision_ids=[chosen[place][-1] for place in latest]
    )
    for place in latest:
        *pair, decision_id = chosen[place]
        fell = decision_id in outcome.decided.values()
        chosen[place] = [*pair, None] if fell else pair
    batch.chosen = chosen
    batch.done -= outcome.done
    batch.refused = dict(Counter(batch.refused) + outcome.refused)
    session.flush()
    return batch


def _decisions_in_force(batch: Batch) -> list[int]:
    """Return the indices of the decisions that the batch has not tried to undo."""
    return [
        place
        for place, each in enumerate(batch.chosen)
        if len(each) == DECIDED and each[-1] is not None
    ]
