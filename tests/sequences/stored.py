"""What the checks of consistency read."""

from __future__ import annotations

from collections import defaultdict

from sqlalchemy import select
from sqlalchemy.orm import Session

from moderation.discussion.models import Comment
from moderation.discussion.rules import Status
from moderation.review.items.models import Decision, ReviewItem
from moderation.review.items.rules import Action


def comments(session: Session) -> list[Comment]:
    """Return every comment, deleted ones too."""
    return list(session.scalars(select(Comment)))


def deleted_ids(session: Session) -> set[int]:
    """Return the comments that their authors deleted."""
    return {each.id for each in comments(session) if each.status is Status.DELETED}


def open_items(session: Session) -> dict[int, ReviewItem]:
    """Return the open item of each comment that has one; no comment has two."""
    found: defaultdict[int, list[ReviewItem]] = defaultdict(list)
    for item in session.scalars(
        select(ReviewItem).where(ReviewItem.closed_at.is_(None))
    ):
        found[item.comment_id].append(item)
    assert all(len(items) == 1 for items in found.values())
    return {comment_id: item for comment_id, [item] in found.items()}


def newest_decisions(session: Session) -> dict[int, Decision]:
    """Return the newest decision on each comment that has not been taken back."""
    rows = session.scalars(
        select(Decision)
        .where(Decision.action != Action.ESCALATE, Decision.undone_at.is_(None))
        .order_by(Decision.id)
    )
    return {decision.comment_id: decision for decision in rows}
