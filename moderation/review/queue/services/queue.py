"""Reads the queue: the waiting items, in the order and with the filters of a view."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    TextClause,
    func,
    literal_column,
    or_,
    select,
    text,
    tuple_,
)
from sqlalchemy.orm import Session

from auth.core.errors import InvalidError, NotFoundError
from auth.core.translation import gettext as _
from auth.db.compiled_reads import rows_within
from moderation.review.items.models import Decision, ReviewItem
from moderation.review.items.queue_views import DeskContext, Order, QueueView
from moderation.review.items.services import deciders, section_access
from moderation.review.items.services.desk_parameters import given, parameters
from moderation.review.queue.services import filters
from moderation.review.queue.services.cards import Card, cards

CARDS_A_PAGE = 20
COUNTED_TO = 1_000
# Literals, because PostgreSQL plans a statement again each time if its limit is a
# parameter.
MOST_COUNTED: ColumnElement[int] = literal_column(str(COUNTED_TO), Integer)
_ONE_MORE: ColumnElement[int] = literal_column(str(CARDS_A_PAGE + 1), Integer)
OPEN = text("review_item.closed_at IS NULL")
START = QueueView()


@dataclass(frozen=True)
class QueuePage:
    """A page of cards, and the key of the next."""

    cards: list[Card]
    next_key: str | None


def page(
    session: Session,
    *,
    context: DeskContext,
    view: QueueView = START,
    item_id: int | None = None,
) -> QueuePage:
    """Return a page of the open items of *view*, in its order.

    :param item_id: limits the page to this item, wherever it is.
    :raises InvalidError: if the view's key is not valid.
    """
    rows = _found(session, context, view, item_id)
    ids = [number for number, _rank in rows[:CARDS_A_PAGE]]
    next_key = None
    if len(rows) > CARDS_A_PAGE:
        number, rank = rows[CARDS_A_PAGE - 1]
        next_key = f"{rank!r}_{number}"
    return QueuePage(cards(session, ids, context=context), next_key)


def _found(
    session: Session, context: DeskContext, view: QueueView, item_id: int | None
) -> Sequence[Sequence[Any]]:
    """Return the ids and ranks of a page's items, and of one more if there is one."""
    query = _waiting_in(
        replace(view, after=""), is_limited=context.sections is not None
    )
    if item_id is None and not view.after:
        return rows_within(session, query, given(context))
    if item_id is not None:
        query = query.where(ReviewItem.id == item_id)
    if view.after:
        query = query.where(_after(view.order, _place(view.after)))
    return session.execute(query, given(context)).all()


@lru_cache(maxsize=64)
def _waiting_in(view: QueueView, *, is_limited: bool) -> Select[int, float]:
    """Return the statement for the first items of *view*, which is written once."""
    context = parameters(is_limited=is_limited)
    return (
        select(ReviewItem.id, ReviewItem.rank)
        .where(*within(view, context), *_not_skipped(view, context))
        .order_by(*order_of(view.order))
        .limit(_ONE_MORE)
    )


def shows(
    session: Session, *, context: DeskContext, view: QueueView, item_id: int
) -> bool:
    """Whether the page of *view* shows the item."""
    query = select(ReviewItem.id).where(
        *within(view, context), *_not_skipped(view, context)
    )
    if view.after:
        query = query.where(_after(view.order, _place(view.after)))
    page_ids = session.scalars(
        query.order_by(*order_of(view.order)).limit(CARDS_A_PAGE)
    )
    return item_id in page_ids.all()


def within(
    view: QueueView, context: DeskContext, *, each_copy: bool = False
) -> list[ColumnElement[bool] | TextClause]:
    """Return the conditions that an open item must meet for *view*.

    Leaves out items that this moderator may not decide.

    :param each_copy: whether each near-duplicate counts, as in a total.
    """
    return [
        section_access.within(context),
        OPEN,
        deciders.open_to(context.moderator_id),
        *filters.conditions(view, context, each_copy=each_copy),
    ]


def _not_skipped(view: QueueView, context: DeskContext) -> list[ColumnElement[bool]]:
    """Return the condition that leaves out skipped items, unless *view* shows them."""
    if view.is_skipped:
        return []
    return [ReviewItem.id.not_in(filters.skipped(context))]


def next_id(
    session: Session, *, context: DeskContext, view: QueueView, item: ReviewItem
) -> int | None:
    """Return the next item after *item* that the moderator can decide, or the last.

    Leaves out items that somebody else has claimed.
    """
    others = select(ReviewItem.id).where(
        *within(view, context),
        *_not_skipped(view, context),
        ReviewItem.id != item.id,
        free_for(context),
    )
    following = others.where(_after(view.order, (item.rank, item.id)))
    found = session.scalar(following.order_by(*order_of(view.order)).limit(1))
    if found is not None:
        return found
    return session.scalar(
        others.order_by(*order_of(view.order, backwards=True)).limit(1)
    )


def free_for(context: DeskContext) -> ColumnElement[bool]:
    """Return the condition that nobody else has claimed an item."""
    return or_(
        ReviewItem.claimed_until.is_(None),
        ReviewItem.claimed_until < context.now,
        ReviewItem.claimed_by_id == context.moderator_id,
    )


def item_of(session: Session, *, item_id: int, context: DeskContext) -> ReviewItem:
    """Return an item in the moderator's sections.

    :raises NotFoundError: if there is none, or it is in another section.
    """
    item = session.get(ReviewItem, item_id)
    if item is None or not section_access.covers(
        context, site_id=item.site_id, section=item.section or ""
    ):
        raise NotFoundError(_("There is no such item in the queue."))
    return item


def waiting(
    session: Session,
    *,
    context: DeskContext,
    view: QueueView = START,
    counts_skipped: bool = True,
) -> int:
    """Return the number of waiting comments, up to :data:`COUNTED_TO`.

    Each near-duplicate counts, although one card represents them. Skipped items count
    unless *counts_skipped* is false.
    """
    counted = (
        select(ReviewItem.id)
        .where(
            *within(view, context, each_copy=True),
            *([] if counts_skipped else _not_skipped(view, context)),
        )
        .limit(MOST_COUNTED)
        .subquery()
    )
    return session.scalar(select(func.count()).select_from(counted)) or 0


def last_decisions(session: Session, comment_ids: Sequence[int]) -> dict[int, Decision]:
    """Return the newest decision of each comment that was not undone."""
    rows = session.scalars(
        select(Decision)
        .where(Decision.comment_id.in_(comment_ids), Decision.undone_at.is_(None))
        .order_by(Decision.id)
    )
    return {decision.comment_id: decision for decision in rows}


def order_of(order: Order, *, backwards: bool = False) -> list[ColumnElement[Any]]:
    """Return the columns that sort the items."""
    is_descending = (order is not Order.OLDEST) is not backwards
    columns: list[Any] = [ReviewItem.id]
    if order is Order.HARM:
        columns.insert(0, ReviewItem.rank)
    return [each.desc() if is_descending else each.asc() for each in columns]


def _after(order: Order, place: tuple[float, int]) -> ColumnElement[bool]:
    """Return the condition for items after *place*. Ids grow with time."""
    if order is Order.HARM:
        return tuple_(ReviewItem.rank, ReviewItem.id) < tuple_(*place)
    if order is Order.OLDEST:
        return ReviewItem.id > place[1]
    return ReviewItem.id < place[1]


def _place(key: str) -> tuple[float, int]:
    """Return the rank and the item in a page's key."""
    rank, _line, item_id = key.rpartition("_")
    if not re.fullmatch(r"-?[0-9.]{1,25}(e[-+]?[0-9]{1,3})?", rank) or not (
        re.fullmatch(r"[0-9]{1,18}", item_id)
    ):
        raise InvalidError(_("There is no such page."), {"field": "after"})
    try:
        number = float(rank)
    except ValueError:
        number = math.inf
    if not math.isfinite(number):
        raise InvalidError(_("There is no such page."), {"field": "after"})
    return number, int(item_id)
