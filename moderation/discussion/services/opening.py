"""Opens and closes the comments of articles, by hand and by age."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from auth.core.models import Site
from moderation.discussion.events import ArticleClosed, ArticleOpened
from moderation.discussion.models import Article
from moderation.discussion.rules import closes_at
from moderation.platform import events

SOONEST = timedelta(days=1)
"""No comments close by themselves before this, so that no site has to be looked up."""

# Literal, so that both databases use the partial indexes.
CLOSES_AS_SITE = text("article.closed_at IS NULL AND article.closing_days IS NULL")
CLOSES_BY_ITSELF = text("article.closed_at IS NULL AND article.closing_days > 0")


def set_open(
    session: Session, article: Article, *, is_open: bool, now: datetime
) -> None:
    """Open or close the comments of an article.

    This is a person's decision, so a later change by the publisher does not undo it,
    and an article that was too old does not close by itself again.
    """
    was_open = article.closed_at is None
    change(session, article, is_open=is_open, now=now)
    session.flush()
    record(session, article, was_open=was_open, now=now)


def change(session: Session, article: Article, *, is_open: bool, now: datetime) -> None:
    """Change whether an article takes comments, and record nothing."""
    if is_open and article.closed_at is not None and is_over(session, article, now=now):
        article.closing_days = 0
    article.closed_at = None if is_open else (article.closed_at or now)
    article.closed_by_withdrawal = False


def withdraw(article: Article, *, is_withdrawn: bool, now: datetime) -> None:
    """Store whether the story is withdrawn. Sending it again changes nothing."""
    if is_withdrawn == article.is_withdrawn:
        return
    article.is_withdrawn = is_withdrawn
    if is_withdrawn and article.closed_at is None:
        article.closed_at, article.closed_by_withdrawal = now, True
    elif not is_withdrawn and article.closed_by_withdrawal:
        article.closed_at, article.closed_by_withdrawal = None, False


def record(
    session: Session, article: Article, *, was_open: bool, now: datetime
) -> None:
    """Record that an article was opened or closed, if it was."""
    is_open = article.closed_at is None
    if is_open and not was_open:
        events.record(session, ArticleOpened(article.id, now))
    elif was_open and not is_open:
        events.record(session, ArticleClosed(article.id, now))


def closing_time(article: Article, site: Site) -> datetime | None:
    """Return when the comments close by themselves; ``None`` for never."""
    return closes_at(
        article.published_at,
        own_days=article.closing_days,
        site_days=site.closing_days,
    )


def is_over(session: Session, article: Article, *, now: datetime) -> bool:
    """Whether the comments of an article are due to close by themselves."""
    if now - article.published_at < SOONEST:
        return False
    moment = closing_time(article, session.get_one(Site, article.site_id))
    return moment is not None and moment <= now


def due(session: Session, *, now: datetime, limit: int = 200) -> list[int]:
    """Return open articles whose comments are due to close."""
    found: list[int] = []
    sites = select(Site.id, Site.closing_days).where(Site.closing_days.is_not(None))
    for site_id, days in session.execute(sites):
        found += session.scalars(
            select(Article.id)
            .where(
                CLOSES_AS_SITE,
                Article.site_id == site_id,
                Article.published_at <= now - timedelta(days=days or 0),
            )
            .limit(limit)
        )
    chosen = select(Article.id, Article.published_at, Article.closing_days)
    found += [
        article_id
        for article_id, published_at, days in session.execute(
            chosen.where(CLOSES_BY_ITSELF)
        )
        if published_at + timedelta(days=days or 0) <= now
    ]
    return sorted(found)[:limit]


def close_due(session: Session, article_ids: Sequence[int], *, now: datetime) -> None:
    """Close those of the articles that are still due. Others may do so at once."""
    for article_id in article_ids:
        article = session.get(Article, article_id, with_for_update={"key_share": True})
        if article is None or article.closed_at is not None:
            continue
        if is_over(session, article, now=now):
            article.closed_at = now
            session.flush()
            record(session, article, was_open=True, now=now)
