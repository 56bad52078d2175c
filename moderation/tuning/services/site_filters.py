"""Which of the newsroom's sites a figure is of: conditions, true for all of them."""

from __future__ import annotations

from sqlalchemy import ColumnElement, select, true
from sqlalchemy.orm import InstrumentedAttribute

from moderation.discussion.models import Article, Comment, Revision
from moderation.policy.models import Score
from moderation.review.items.models import Decision, ReviewItem


def waits_on(site_id: int | None) -> ColumnElement[bool]:
    """Ask of review items that their comments are on the site."""
    return true() if site_id is None else ReviewItem.site_id == site_id


def decided_on(site_id: int | None) -> ColumnElement[bool]:
    """Ask of decisions that their comments are on the site."""
    if site_id is None:
        return true()
    item = select(ReviewItem.id).where(
        ReviewItem.id == Decision.item_id, ReviewItem.site_id == site_id
    )
    return item.exists()


def written_on(
    site_id: int | None, comment_id: InstrumentedAttribute[int]
) -> ColumnElement[bool]:
    """Ask of what has a *comment_id* that the comment is on the site."""
    if site_id is None:
        return true()
    comment = (
        select(Comment.id)
        .join(Article, Article.id == Comment.article_id)
        .where(Comment.id == comment_id, Article.site_id == site_id)
    )
    return comment.exists()


def scored_on(site_id: int | None) -> ColumnElement[bool]:
    """Ask of scores that their comments are on the site."""
    if site_id is None:
        return true()
    revision = select(Revision.id).where(
        Revision.id == Score.revision_id, written_on(site_id, Revision.comment_id)
    )
    return revision.exists()
