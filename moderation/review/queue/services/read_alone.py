"""Finds the items that must be decided one by one."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from auth.core.translation import lazy_gettext
from moderation.review.appeals.services import hold_appeals
from moderation.review.items.models import ReviewItem

APPEALED = lazy_gettext(
    "Its author asks for a review. Please open it and decide on it alone."
)
BLIND = lazy_gettext("This is a blind card. Please open it and decide on it alone.")
NOTICED = lazy_gettext(
    "Someone says that it is illegal. Please open it and decide on it alone."
)


def read_alone(session: Session, item_ids: Sequence[int]) -> dict[int, str]:
    """Return the items that must be decided one by one, each with the reason."""
    blind = select(ReviewItem.id).where(
        ReviewItem.id.in_(item_ids), ReviewItem.is_blind
    )
    noticed = select(ReviewItem.id).where(
        ReviewItem.id.in_(item_ids), ReviewItem.noticed_at.is_not(None)
    )
    appealed = dict.fromkeys(hold_appeals.among(session, item_ids), str(APPEALED))
    return {
        **dict.fromkeys(session.scalars(noticed), str(NOTICED)),
        **dict.fromkeys(session.scalars(blind), str(BLIND)),
        **appealed,
    }
