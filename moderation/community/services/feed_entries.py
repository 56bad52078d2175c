"""Reads the newest published comments for a feed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, aliased

from auth.core.models import Account
from auth.core.naming.names import IMPORTED
from moderation.discussion.models import Article, Comment, Revision
from moderation.discussion.rules import Status

MOST_ENTRIES = 50


@dataclass(frozen=True)
class Published:
    """A published comment, with the text that readers see.

    :param author_slug: the name of the author's page; ``None`` if there is none.
    :param parent_id: the comment that it answers; ``None`` if readers do not see it.
    """

    id: int
    html: str
    author_name: str
    author_slug: str | None
    headline: str
    language: str
    published_at: datetime
    updated_at: datetime
    replies: int
    parent_id: int | None


def of_article(session: Session, article: Article) -> list[Published]:
    """Return the newest comments of an article, the newest first."""
    return _newest(session, Comment.article_id == article.id)


def of_reader(session: Session, *, reader_id: int, site_id: int) -> list[Published]:
    """Return the newest comments of a reader on a site, the newest first."""
    return _newest(session, Comment.author_id == reader_id, Article.site_id == site_id)


def of_site(session: Session, site_id: int) -> list[Published]:
    """Return the newest comments of a site, the newest first."""
    return _newest(session, Article.site_id == site_id)


def _newest(session: Session, *which: ColumnElement[bool]) -> list[Published]:
    parent = aliased(Comment)
    rows = session.execute(
        select(
            Comment,
            Revision.html,
            Revision.created_at.label("written_at"),
            Account.display_name,
            Account.name_canonical,
            Account.disabled_at,
            Article.headline,
            Article.language,
            parent.id.label("parent_id"),
        )
        .join(Revision, Revision.id == Comment.shown_revision_id)
        .join(Account, Account.id == Comment.author_id)
        .join(Article, Article.id == Comment.article_id)
        .outerjoin(
            parent,
            (parent.id == Comment.parent_id) & (parent.status == Status.PUBLISHED),
        )
        .where(Comment.status == Status.PUBLISHED, *which)
        .order_by(Comment.id.desc())
        .limit(MOST_ENTRIES)
    )
    return [
        Published(
            id=row.Comment.id,
            html=row.html,
            author_name=row.display_name,
            author_slug=_slug(row.name_canonical, row.disabled_at),
            headline=row.headline,
            language=row.language,
            published_at=row.Comment.published_at or row.Comment.created_at,
            updated_at=max(
                row.Comment.published_at or row.Comment.created_at, row.written_at
            ),
            replies=row.Comment.reply_count,
            parent_id=row.parent_id,
        )
        for row in rows
    ]


def _slug(name: str, disabled_at: datetime | None) -> str | None:
    return None if disabled_at or name.startswith(IMPORTED) else name


def newest_change(entries: Sequence[Published], otherwise: datetime) -> datetime:
    """Return when readers last saw one of the comments change."""
    return max((each.updated_at for each in entries), default=otherwise)
