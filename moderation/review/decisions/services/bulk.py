"""One decision on many items, each with its own record."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from auth.core.errors import CeasefireError
from auth.core.translation import lazy_gettext
from moderation.review.decisions.inputs import DecideItem, Ruling, UndoDecision
from moderation.review.decisions.services import decisions
from moderation.review.items.models import Decision
from moderation.review.items.queue_views import DeskContext
from moderation.review.items.services import near_duplicates
from moderation.review.queue.services.read_alone import read_alone

GONE = lazy_gettext("It is no longer in the queue with this comment.")


@dataclass
class BulkResult:
    """The number of decided items, and why the others were not decided."""

    done: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    decided: dict[int, int] = field(default_factory=dict)
    """The decision on each item that was decided, or whose decision was undone."""


def decide_each(
    session: Session,
    *,
    context: DeskContext,
    chosen: Sequence[tuple[int, int]],
    ruling: Ruling,
) -> BulkResult:
    """Decide every item of *chosen* that can be decided, and skip the others.

    Skips blind items and those with an appeal or a notice, because they have to be read
    singly.

    :param chosen: the items and revisions that the moderator saw.
    """
    outcome = BulkResult()
    alone = read_alone(session, [item_id for item_id, _ in chosen])
    for item_id, revision_id in chosen:
        if item_id in alone:
            outcome.refused[alone[item_id]] += 1
            continue
        try:
            with session.begin_nested():
                decision = decisions.decide(
                    session,
                    ruling.on(item_id, revision_id),
                    moderator_id=context.moderator_id,
                    now=context.now,
                )
        except CeasefireError as error:
            outcome.refused[error.message] += 1
        else:
            outcome.done += 1
            outcome.decided[item_id] = decision.id
    return outcome


def undo_each(
    session: Session, *, context: DeskContext, decision_ids: Sequence[int]
) -> BulkResult:
    """Undo every decision that can be undone, and skip the others."""
    outcome = BulkResult()
    for decision_id in decision_ids:
        try:
            with session.begin_nested():
                decision = decisions.undo(
                    session,
                    UndoDecision(decision_id=decision_id),
                    moderator_id=context.moderator_id,
                    now=context.now,
                )
        except CeasefireError as error:
            outcome.refused[error.message] += 1
        else:
            outcome.done += 1
            outcome.decided[decision.item_id] = decision.id
    return outcome


def decide_copies(
    session: Session, change: DecideItem, *, context: DeskContext
) -> BulkResult:
    """Decide the near-duplicates that an item represents, before the item itself."""
    chosen = change.copies
    known = near_duplicates.under(
        session, change.item_id, item_ids=[item_id for item_id, _ in chosen]
    )
    outcome = decide_each(
        session,
        context=context,
        chosen=[each for each in chosen if each[0] in known],
        ruling=change,
    )
    missing = len(chosen) - len(known)
    if missing:
        outcome.refused[str(GONE)] += missing
    return outcome


def link_copies(session: Session, *, lead: Decision, copies: BulkResult) -> None:
    """Record that the decisions on the near-duplicates were made with *lead*."""
    session.execute(
        update(Decision)
        .where(Decision.id.in_(copies.decided.values()))
        .values(led_by_id=lead.id)
        .execution_options(synchronize_session=False)
    )


def undo_together(
    session: Session, change: UndoDecision, *, context: DeskContext
) -> tuple[Decision, BulkResult]:
    """Undo a decision with all that were made together with it.

    It is undone first, so that its near-duplicates are grouped under it again. Those
    that cannot be undone stay decided.

    :returns: the decision, and the results for those made with it.
    :raises CeasefireError: as :func:`decisions.undo` does, for the decision itself.
    """
    decision = decisions.undo(
        session,
        change,
        moderator_id=context.moderator_id,
        now=context.now,
    )
    led = select(Decision.id).where(
        Decision.led_by_id == decision.id, Decision.undone_at.is_(None)
    )
    ids = session.scalars(led.order_by(Decision.id)).all()
    return decision, undo_each(session, context=context, decision_ids=ids)
