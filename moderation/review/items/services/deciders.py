"""Decides who may decide an item.

Nobody decides on their own comment. Nobody who escalated an item, or made the decision
under appeal or second review, decides it again. Lists leave such items out, so that
the first decider does not learn which decisions are reviewed.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, or_

from auth.core.errors import ForbiddenError
from auth.core.translation import gettext as _
from moderation.review.items.models import ReviewItem

EXCLUDED = (
    ReviewItem.escalated_by_id,
    ReviewItem.first_decider_id,
    ReviewItem.second_decider_id,
)


def open_to(moderator_id: int) -> ColumnElement[bool]:
    """Return the condition that *moderator_id* may decide an item."""
    return and_(
        ReviewItem.author_id != moderator_id,
        *(or_(each.is_(None), each != moderator_id) for each in EXCLUDED),
    )


def refuse_excluded(item: ReviewItem, moderator_id: int) -> None:
    """Refuse a moderator who may not decide *item*.

    :raises ForbiddenError: with the reason why another moderator decides it.
    """
    if moderator_id not in item.left_out:
        return
    if moderator_id == item.author_id:
        raise ForbiddenError(
            _("You wrote this comment, so another moderator must decide.")
        )
    if moderator_id == item.escalated_by_id:
        raise ForbiddenError(
            _("You escalated this comment, so another moderator must decide.")
        )
    raise ForbiddenError(
        _("You have already decided on this comment, so another moderator must decide.")
    )
