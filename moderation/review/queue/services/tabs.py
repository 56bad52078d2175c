"""Counts the items in each tab of the desk, up to a thousand."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    ScalarSelect,
    Select,
    TextClause,
    func,
    select,
)
from sqlalchemy.orm import InstrumentedAttribute, Session

from auth.db.compiled_reads import rows_within
from moderation.policy.rules import CauseKind
from moderation.review.appeals.sanction_appeal_models import SanctionAppeal
from moderation.review.items.models import Decision, ReviewItem
from moderation.review.items.queue_views import (
    ESCALATED,
    DeskContext,
    Order,
    QueueView,
)
from moderation.review.items.rules import Action
from moderation.review.items.services.desk_parameters import given, parameters
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
    newest_id: int
    """The newest item of the site. Later items are new to the page."""

    @property
    def appeals(self) -> int:
        """Appeals of both kinds."""
        return min(self.comment_appeals + self.sanction_appeals, COUNTED_TO)

    def matching(self, view: QueueView) -> int | None:
        """Return how many items *view* has, if one of the tabs counts just them."""
        counted = {
            QueueView(): self.queue,
            QueueView(cause=ESCALATED): self.escalated,
            QueueView(cause=CauseKind.NOTICE.value): self.notices,
            QueueView(cause=CauseKind.APPEAL.value): self.comment_appeals,
        }
        return counted.get(replace(view, order=Order.HARM, after=""))


def counts(session: Session, *, context: DeskContext) -> Counts:
    """Return the counts of the tabs and the newest item, with one statement.

    Each count scans a partial index and stops at the cap, so that the cost depends on
    the waiting items and not on all stored ones.
    """
    query = _query(is_limited=context.sections is not None)
    [row] = rows_within(session, query, given(context))
    return Counts(*row)


@lru_cache(maxsize=2)
def _query(*, is_limited: bool) -> Select[*tuple[Any, ...]]:
    """Return the statement, made once: to make it takes longer than to run it.

    :param is_limited: whether the role is limited to some sections.
    """
    context = parameters(is_limited=is_limited)
    newest = select(func.coalesce(func.max(ReviewItem.id), 0)).where(
        ReviewItem.site_id == context.site_id, queue.OPEN
    )
    return select(
        _items(QueueView(), context),
        _items(QueueView(cause=ESCALATED), context),
        _items(QueueView(cause=CauseKind.NOTICE.value), context),
        _items(QueueView(cause=CauseKind.APPEAL.value), context),
        _sanction_appeals(context),
        _capped(Sanction.id, [Sanction.site_id == context.site_id, PROPOSED]),
        _capped(Decision.id, decided.in_force(context, Action.APPROVE)),
        _capped(Decision.id, decided.in_force(context, Action.REJECT)),
        newest.scalar_subquery(),
    )


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
    found = select(column).where(*conditions).limit(queue.MOST_COUNTED).subquery()
    return select(func.count()).select_from(found).scalar_subquery()
