"""Counts the items in each tab of the desk, up to a thousand."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, ScalarSelect, TextClause, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from moderation.policy.rules import CauseKind
from moderation.review.appeals.sanction_appeal_models import SanctionAppeal
from moderation.review.items.models import Decision, ReviewItem
from moderation.review.items.queue_views import ESCALATED, DeskContext, QueueView
from moderation.review.items.rules import Action
from moderation.review.queue.services import decided, queue
from moderation.review.queue.services.queue import COUNTED_TO
from moderation.review.sanctions.models import PROPOSED, Sanction

Conditions = list[ColumnElement[bool] | TextClause]


@dataclass(frozen=True)
class Counts:
    """The number of items in each tab; a thousand means a thousand or more.

    Each near-duplicate counts, as in the heading of the queue.
    """

    queue: int
    escalated: int
    notices: int
    comment_appeals: int
    sanction_appeals: int
    bans: int
    approved: int
    rejected: int

    @property
    def appeals(self) -> int:
        """Appeals of both kinds."""
        return min(self.comment_appeals + self.sanction_appeals, COUNTED_TO)


def counts(session: Session, *, context: DeskContext) -> Counts:
    """Return the counts of the tabs, with one statement.

    Each count scans a partial index and stops at the cap, so that the cost depends on
    the waiting items and not on all stored ones.
    """
    row = session.execute(
        select(
            _items(QueueView(), context),
            _items(QueueView(cause=ESCALATED), context),
            _items(QueueView(cause=CauseKind.NOTICE.value), context),
            _items(QueueView(cause=CauseKind.APPEAL.value), context),
            _sanction_appeals(context),
            _capped(Sanction.id, [Sanction.site_id == context.site_id, PROPOSED]),
            _capped(Decision.id, decided.in_force(context, Action.APPROVE)),
            _capped(Decision.id, decided.in_force(context, Action.REJECT)),
        )
    ).one()
    return Counts(*row)


def _items(view: QueueView, context: DeskContext) -> ScalarSelect[int]:
    return _capped(ReviewItem.id, queue.within(view, context, each_copy=True))


def _sanction_appeals(context: DeskContext) -> ScalarSelect[int]:
    not_lifted = select(Sanction.id).where(
        Sanction.site_id == context.site_id, Sanction.lifted_at.is_(None)
    )
    return _capped(
        SanctionAppeal.id,
        [SanctionAppeal.outcome.is_(None), SanctionAppeal.sanction_id.in_(not_lifted)],
    )


def _capped(
    column: InstrumentedAttribute[int], conditions: Conditions
) -> ScalarSelect[int]:
    found = select(column).where(*conditions).limit(COUNTED_TO).subquery()
    return select(func.count()).select_from(found).scalar_subquery()
