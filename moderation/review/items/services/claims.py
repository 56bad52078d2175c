"""Claims items for a while, and releases them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from auth.core import audit
from auth.core.errors import ConflictError, NotFoundError
from auth.core.models import Account
from auth.core.translation import gettext as _
from auth.core.translation import lazy_gettext
from moderation.review.items.models import Decision, ReviewItem
from moderation.review.items.rules import CLAIM_LEASE, Action
from moderation.review.items.services import deciders

DECIDED_BY = {
    Action.APPROVE: lazy_gettext("%(name)s has already approved this."),
    Action.REJECT: lazy_gettext("%(name)s has already rejected this."),
    Action.ESCALATE: lazy_gettext("%(name)s has already escalated this."),
}


def claim(
    session: Session, *, item_id: int, moderator_id: int, now: datetime
) -> ReviewItem:
    """Claim the item for *moderator_id*, or renew the claim.

    :raises NotFoundError: if there is no such item.
    :raises ConflictError: if it is decided, or another moderator has it.
    :raises ForbiddenError: if another moderator has to decide it.
    """
    claimed = session.scalar(
        update(ReviewItem)
        .where(
            ReviewItem.id == item_id,
            ReviewItem.closed_at.is_(None),
            deciders.open_to(moderator_id),
            or_(
                ReviewItem.claimed_until.is_(None),
                ReviewItem.claimed_until < now,
                ReviewItem.claimed_by_id == moderator_id,
            ),
        )
        .values(claimed_by_id=moderator_id, claimed_until=now + CLAIM_LEASE)
        .returning(ReviewItem)
        .execution_options(synchronize_session=False, populate_existing=True)
    )
    if claimed is not None:
        return claimed
    item = session.get(ReviewItem, item_id, populate_existing=True)
    if item is None:
        raise NotFoundError(_("There is no such item in the queue."))
    if item.closed_at is None:
        deciders.refuse_excluded(item, moderator_id)
    raise taken_by_another(session, item)


def take_over(
    session: Session, *, item_id: int, admin_id: int, now: datetime
) -> ReviewItem:
    """Take over a colleague's claim as an admin, which the audit log records.

    :raises NotFoundError: if there is no such item.
    :raises ConflictError: if it is decided.
    :raises ForbiddenError: if the admin may not decide it.
    """
    item = session.get(ReviewItem, item_id, with_for_update=True)
    if item is not None and item.closed_at is None:
        audit.record(
            session,
            actor_id=admin_id,
            action="review.take_over",
            subject=("comment", item.comment_id),
            site_id=item.site_id,
            now=now,
            detail={"from": item.claimed_by_id},
        )
        item.claimed_by_id = item.claimed_until = None
        session.flush()
    return claim(session, item_id=item_id, moderator_id=admin_id, now=now)


def release(session: Session, *, item_id: int, moderator_id: int) -> None:
    """Release a claimed item."""
    session.execute(
        update(ReviewItem)
        .where(ReviewItem.id == item_id, ReviewItem.claimed_by_id == moderator_id)
        .values(claimed_by_id=None, claimed_until=None)
    )


def taken_by_another(session: Session, item: ReviewItem) -> ConflictError:
    """Return an error that says who has the item, or who decided it and how."""
    last = session.execute(
        select(Decision, Account.display_name)
        .join(Account, Account.id == Decision.actor_id)
        .where(Decision.item_id == item.id)
        .order_by(Decision.id.desc())
        .limit(1)
    ).first()
    if item.closed_at is not None and last is not None:
        decision, name = last
        return ConflictError(
            DECIDED_BY[decision.action] % {"name": name},
            {"decided_by": name, "action": decision.action.value},
        )
    if item.closed_at is not None:
        return ConflictError(_("This item has already been closed."))
    holder = session.get(Account, item.claimed_by_id)
    name = holder.display_name if holder else _("Another moderator")
    return ConflictError(
        _("%(name)s is looking at this one.", name=name), {"claimed_by": name}
    )
