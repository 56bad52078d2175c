"""Tracks who is at the desk and what they look at. Old entries expire."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import and_, bindparam, func, or_, select, update
from sqlalchemy.orm import Session, aliased

from auth.core.models import Account
from auth.db.compiled_reads import rows_within
from auth.db.upserts import put
from moderation.review.items.models import Decision, ReviewItem
from moderation.review.items.queue_views import DeskContext
from moderation.review.items.rules import CLAIM_LEASE, SEEN_FOR, Action
from moderation.review.items.services import deciders, section_access
from moderation.review.queue.models import Presence
from moderation.review.queue.services.queue import OPEN

ARRIVED_COUNTED_TO = 100


@dataclass(frozen=True)
class ItemState:
    """The current state of an item that a page shows."""

    id: int
    revision_id: int
    """The text that has to be decided."""
    is_open: bool
    escalated_by: str | None
    claimed_by: str | None
    is_mine: bool
    claimed_until: datetime | None
    decided_by: str | None
    action: Action | None


@dataclass(frozen=True)
class Desk:
    """The other moderators, and the item that each of them looks at."""

    people: list[str] = field(default_factory=list)
    viewers: dict[int, list[str]] = field(default_factory=dict)


def look(session: Session, *, context: DeskContext, item_id: int | None) -> None:
    """Record that the moderator looks at an item, and renew their claim on it."""
    key = {"account_id": context.moderator_id, "site_id": context.site_id}
    values = {**key, "item_id": item_id, "seen_at": context.now}
    put(session, Presence, values, key=list(key))
    if item_id is not None:
        _renew(session, item_id, context)


def others(session: Session, *, context: DeskContext) -> Desk:
    """Return the other moderators at the site's desk.

    Leaves out who has a blind card open, because it may reveal the first decider.
    """
    given = {
        "site_id": context.site_id,
        "since": context.now - SEEN_FOR,
        "moderator_id": context.moderator_id,
    }
    desk = Desk()
    for name, item_id in rows_within(session, _OTHERS, given):
        desk.people.append(name)
        if item_id is not None:
            desk.viewers.setdefault(item_id, []).append(name)
    return desk


# Every page of the queue asks this, so it is written once.
_OTHERS = (
    select(Account.display_name, ReviewItem.id)
    .select_from(Presence)
    .join(Account, Account.id == Presence.account_id)
    .outerjoin(
        ReviewItem,
        and_(
            ReviewItem.id == Presence.item_id,
            or_(ReviewItem.is_blind.is_(False), ReviewItem.closed_at.is_not(None)),
        ),
    )
    .where(
        Presence.site_id == bindparam("site_id"),
        Presence.seen_at > bindparam("since"),
        Presence.account_id != bindparam("moderator_id"),
    )
    .order_by(Account.display_name)
)


def item_states(
    session: Session, *, context: DeskContext, ids: list[int]
) -> list[ItemState]:
    """Return the state of the items *ids* of a site: claimed, decided, or neither."""
    escalator = aliased(Account)
    rows = session.execute(
        select(ReviewItem, Account.display_name, escalator.display_name)
        .outerjoin(Account, Account.id == ReviewItem.claimed_by_id)
        .outerjoin(escalator, escalator.id == ReviewItem.escalated_by_id)
        .where(ReviewItem.id.in_(ids), section_access.within(context))
        .order_by(ReviewItem.id)
    ).all()
    decided = _deciders(session, [item.id for item, _, _ in rows if item.closed_at])
    return [_item_state(*row, decided, context) for row in rows]


def arrived(session: Session, *, context: DeskContext, since_id: int | None) -> int:
    """Return the number of items for the moderator after *since_id*, up to 100."""
    if since_id is None:
        return 0
    newer = (
        select(ReviewItem.id)
        .where(
            section_access.within(context),
            ReviewItem.id > since_id,
            OPEN,
            deciders.open_to(context.moderator_id),
        )
        .limit(ARRIVED_COUNTED_TO)
        .subquery()
    )
    return session.scalar(select(func.count()).select_from(newer)) or 0


def _renew(session: Session, item_id: int, context: DeskContext) -> None:
    session.execute(
        update(ReviewItem)
        .where(
            ReviewItem.id == item_id,
            ReviewItem.closed_at.is_(None),
            ReviewItem.claimed_by_id == context.moderator_id,
            ReviewItem.claimed_until > context.now,
        )
        .values(claimed_until=context.now + CLAIM_LEASE)
        .execution_options(synchronize_session=False)
    )


def _deciders(session: Session, ids: list[int]) -> dict[int, tuple[str, Action]]:
    rows = session.execute(
        select(Decision.item_id, Account.display_name, Decision.action)
        .join(Account, Account.id == Decision.actor_id)
        .where(Decision.item_id.in_(ids), Decision.undone_at.is_(None))
        .order_by(Decision.id)
    )
    return {item_id: (name, action) for item_id, name, action in rows}


def _item_state(
    item: ReviewItem,
    holder: str | None,
    escalated_by: str | None,
    decided: dict[int, tuple[str, Action]],
    context: DeskContext,
) -> ItemState:
    is_claimed = item.claimed_until is not None and item.claimed_until > context.now
    name, action = decided.get(item.id, (None, None))
    return ItemState(
        id=item.id,
        revision_id=item.revision_id,
        escalated_by=escalated_by,
        is_open=item.closed_at is None,
        claimed_by=holder if is_claimed else None,
        is_mine=is_claimed and item.claimed_by_id == context.moderator_id,
        claimed_until=item.claimed_until if is_claimed else None,
        decided_by=name,
        action=action,
    )
