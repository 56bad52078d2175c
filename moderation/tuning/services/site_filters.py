"""SQL conditions that limit figures to a site, or to some of its sections."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, select, true
from sqlalchemy.orm import InstrumentedAttribute

from moderation.discussion.models import Article, Comment, Revision
from moderation.policy.models import Score, Verdict
from moderation.review.items.models import Decision, ReviewItem


@dataclass(frozen=True)
class Area:
    """A part of the newsroom: a site, or some of its sections.

    ``None`` stands for every site, and for every section.
    """

    site_id: int | None = None
    sections: frozenset[str] | None = None


EVERYWHERE = Area()


def waits_on(area: Area) -> ColumnElement[bool]:
    """Return the condition that a review item is in the area."""
    if area.site_id is None:
        return true()
    of_site = ReviewItem.site_id == area.site_id
    if area.sections is None:
        return of_site
    return of_site & ReviewItem.section.in_(area.sections)


def decided_on(area: Area) -> ColumnElement[bool]:
    """Return the condition that a decision is in the area."""
    if area.site_id is None:
        return true()
    item = select(ReviewItem.id).where(ReviewItem.id == Decision.item_id)
    return item.where(waits_on(area)).exists()


def written_on(
    area: Area, comment_id: InstrumentedAttribute[int]
) -> ColumnElement[bool]:
    """Return the condition that the comment *comment_id* is in the area."""
    if area.site_id is None:
        return true()
    comment = (
        select(Comment.id)
        .join(Article, Article.id == Comment.article_id)
        .where(Comment.id == comment_id, Article.site_id == area.site_id)
    )
    if area.sections is not None:
        comment = comment.where(Article.section.in_(area.sections))
    return comment.exists()


def scored_on(area: Area) -> ColumnElement[bool]:
    """Return the condition that a score belongs to a comment in the area."""
    if area.site_id is None:
        return true()
    return _is_of(area, Score.revision_id)


def judged_on(area: Area) -> ColumnElement[bool]:
    """Return the condition that a verdict belongs to a comment in the area."""
    if area.site_id is None:
        return true()
    return _is_of(area, Verdict.revision_id)


def _is_of(area: Area, revision_id: InstrumentedAttribute[int]) -> ColumnElement[bool]:
    revision = select(Revision.id).where(
        Revision.id == revision_id, written_on(area, Revision.comment_id)
    )
    return revision.exists()
