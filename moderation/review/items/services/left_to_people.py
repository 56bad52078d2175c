"""Finds comments that a person has decided or has to decide.

The classifier does not change them.
"""

from __future__ import annotations

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from moderation.policy.rules import CauseKind
from moderation.review.items.models import Decision, ReviewCause, ReviewItem

MACHINE_CAUSES = frozenset(
    {CauseKind.CLASSIFIER, CauseKind.UNSCORED, CauseKind.UNREADABLE}
)

# Every verdict asks this, so it is written once. The comment is named as well because
# only its column has an index.
_DECIDED = (
    select(Decision.id)
    .where(
        Decision.comment_id == bindparam("comment_id"),
        Decision.revision_id == bindparam("revision_id"),
        Decision.undone_at.is_(None),
    )
    .limit(1)
)


def is_decided(session: Session, *, comment_id: int, revision_id: int) -> bool:
    """Whether a moderator has decided this text."""
    text = {"comment_id": comment_id, "revision_id": revision_id}
    return session.scalar(_DECIDED, text) is not None


def is_asked_for(session: Session, comment_id: int) -> bool:
    """Whether the comment's open item was opened by a person, a rule or an appeal."""
    kinds = session.scalars(
        select(ReviewCause.kind)
        .join(ReviewItem, ReviewItem.id == ReviewCause.item_id)
        .where(ReviewItem.comment_id == comment_id, ReviewItem.closed_at.is_(None))
    )
    return any(kind not in MACHINE_CAUSES for kind in kinds)
