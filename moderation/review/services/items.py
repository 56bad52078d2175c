"""Review items: opened by a verdict, a rule or a report; closed by an answer."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from moderation.discussion.models import Article, Comment, Revision
from moderation.policy.rules import CauseKind, VerdictCause
from moderation.review.models import ReviewCause, ReviewItem

TAU = timedelta(hours=6)
"""How fast age outweighs harm: after so long, an item gains as much as e-fold harm."""

MACHINE_CAUSES = frozenset(
    {CauseKind.CLASSIFIER, CauseKind.UNSCORED, CauseKind.UNREADABLE}
)
UNSURE = 0.5


def open_item(
    session: Session,
    *,
    comment: Comment,
    revision: Revision,
    causes: Sequence[VerdictCause],
    now: datetime,
) -> ReviewItem:
    """Open the comment's review item, or add the causes to the one that is open.

    The comment is locked by the caller, so that two causes never open two items.
    """
    item = open_for(session, comment.id)
    is_new = item is None
    if item is None:
        article = session.get_one(Article, comment.article_id)
        item = ReviewItem(
            comment_id=comment.id,
            revision_id=revision.id,
            article_id=article.id,
            site_id=article.site_id,
            author_id=comment.author_id,
            opened_at=now,
            rank=0.0,
        )
        session.add(item)
        session.flush()
    if item.revision_id != revision.id:
        _forget_machine_causes(session, item)
        item.revision_id = revision.id
    for cause in causes:
        session.add(
            ReviewCause(
                item_id=item.id,
                kind=cause.kind,
                detail=cause.as_json(),
                created_at=now,
            )
        )
    urgency = rank(_probability(causes), 1 + comment.reply_count, comment.created_at)
    item.rank = urgency if is_new else max(item.rank, urgency)
    session.flush()
    return item


def open_for(session: Session, comment_id: int) -> ReviewItem | None:
    """Return the comment's open item, if it has one."""
    return session.scalar(
        select(ReviewItem).where(
            ReviewItem.comment_id == comment_id, ReviewItem.closed_at.is_(None)
        )
    )


def wants_person(session: Session, comment_id: int) -> bool:
    """Whether a person, a rule or an appeal asked for the item that is open."""
    kinds = session.scalars(
        select(ReviewCause.kind)
        .join(ReviewItem, ReviewItem.id == ReviewCause.item_id)
        .where(ReviewItem.comment_id == comment_id, ReviewItem.closed_at.is_(None))
    )
    return any(kind not in MACHINE_CAUSES for kind in kinds)


def close_answered(session: Session, comment_id: int, *, now: datetime) -> None:
    """Close an item that only the machine had opened and has now answered itself."""
    item = open_for(session, comment_id)
    if item is not None and not wants_person(session, comment_id):
        close(item, now=now)


def close(item: ReviewItem, *, now: datetime) -> None:
    """Close *item* and end its claim."""
    item.closed_at = now
    item.claimed_by_id = item.claimed_until = None


def reopen(session: Session, item_id: int) -> None:
    """Open an item again whose decision was undone, unless a newer one is open."""
    item = session.get_one(ReviewItem, item_id)
    if open_for(session, item.comment_id) is None:
        item.closed_at = None


def rank(probability: float, reach: int, submitted_at: datetime) -> float:
    """Return where an item stands in the queue: higher is more urgent.

    ``ln(probability * reach) - submitted_at / tau``: expected harm, less with age.
    The order between two items does not change with time, so it can be stored.
    """
    harm = math.log(max(probability, 0.01) * max(reach, 1))
    return harm - submitted_at.timestamp() / TAU.total_seconds()


def _probability(causes: Sequence[VerdictCause]) -> float:
    scores = [cause.score for cause in causes if cause.score is not None]
    return max(scores, default=UNSURE)


def _forget_machine_causes(session: Session, item: ReviewItem) -> None:
    """Drop what the classifier said of the text before: it speaks of the new one."""
    for cause in session.scalars(
        select(ReviewCause).where(ReviewCause.item_id == item.id)
    ):
        if cause.kind in MACHINE_CAUSES:
            session.delete(cause)
