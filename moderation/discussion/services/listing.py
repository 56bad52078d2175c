"""Which comments stand on a page of comments, with their text or a placeholder."""

from __future__ import annotations

from sqlalchemy import ColumnElement, or_

from moderation.discussion.models import Comment
from moderation.discussion.rules import Status

KEPT_FROM_STAFF = (Status.DELETED, Status.AWAITING_AUTHOR)
"""What its author took back, or has not stood by yet."""


def listed(*, for_staff: bool) -> ColumnElement[bool]:
    """Return what has something to show to readers, or to staff, who see more."""
    on_show = Comment.is_listed.is_(True)
    if not for_staff:
        return on_show
    return or_(on_show, Comment.status.not_in(KEPT_FROM_STAFF))
