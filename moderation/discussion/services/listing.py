"""Decides which comments a page lists, with their text or as a placeholder."""

from __future__ import annotations

from sqlalchemy import ColumnElement, or_

from moderation.discussion.models import Comment
from moderation.discussion.rules import Status

KEPT_FROM_STAFF = (Status.DELETED, Status.AWAITING_AUTHOR)
"""The statuses that even staff do not see on pages."""


def listed(*, for_staff: bool) -> ColumnElement[bool]:
    """Return the condition for comments that readers see, or staff, who see more."""
    on_show = Comment.is_listed.is_(True)
    if not for_staff:
        return on_show
    return or_(on_show, Comment.status.not_in(KEPT_FROM_STAFF))
