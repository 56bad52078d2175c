"""From what a view leaves out to conditions on the items."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, select

from moderation.discussion.models import Article
from moderation.review.models import ReviewItem
from moderation.review.views import View


def conditions(view: View, site_id: int) -> list[ColumnElement[bool]]:
    """Return what an item must be for *view* to show it."""
    found: list[ColumnElement[Any]] = []
    if view.article:
        article = select(Article.id).where(
            Article.site_id == site_id, Article.key == view.article
        )
        found.append(ReviewItem.article_id == article.scalar_subquery())
    if view.author:
        found.append(ReviewItem.author_id == view.author)
    return found
