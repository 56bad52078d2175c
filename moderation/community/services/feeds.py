"""Reads a reader's comments, and new comments from everything a reader follows."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from auth.core.errors import NotFoundError
from auth.core.models import Account
from auth.core.translation import gettext as _
from moderation.community.models import Follow, Mute
from moderation.community.rules import Target
from moderation.discussion.models import Article, Comment
from moderation.discussion.rules import Status
from moderation.discussion.services.comment_views import views_of
from moderation.discussion.thread_views import CommentView

COMMENTS_A_PAGE = 20

Ids = Select[int]


def reader_named(session: Session, slug: str) -> Account:
    """Return the reader whose page *slug* names.

    :raises NotFoundError: if there is none.
    """
    reader = session.scalar(
        select(Account).where(
            Account.name_canonical == slug, Account.disabled_at.is_(None)
        )
    )
    if reader is None:
        raise NotFoundError(_("There is no such reader."))
    return reader


def written_by(
    session: Session, *, site_id: int, reader_id: int, before: int | None
) -> tuple[list[CommentView], int | None]:
    """Return a page of a reader's published comments, the newest first."""
    query = (
        select(Comment.id)
        .join(Article, Article.id == Comment.article_id)
        .where(
            Comment.author_id == reader_id,
            Comment.status == Status.PUBLISHED,
            Article.site_id == site_id,
        )
    )
    return _page(session, query, before)


def followed(
    session: Session, *, site_id: int, follower_id: int, before: int | None
) -> tuple[list[CommentView], int | None]:
    """Return a page of new comments from followed readers, threads and articles.

    Leaves out comments of muted readers.
    """
    query = (
        select(Comment.id)
        .join(Article, Article.id == Comment.article_id)
        .where(
            Comment.status == Status.PUBLISHED,
            Comment.author_id != follower_id,
            Comment.author_id.not_in(_muted(follower_id)),
            Article.site_id == site_id,
            or_(
                Comment.author_id.in_(_targets(follower_id, Target.READER)),
                Comment.thread_id.in_(_targets(follower_id, Target.THREAD)),
                Comment.article_id.in_(_targets(follower_id, Target.ARTICLE)),
            ),
        )
    )
    return _page(session, query, before)


def articles_of(
    session: Session, comment_ids: Sequence[int]
) -> dict[int, tuple[str, str]]:
    """Return the key and headline of the article of each comment."""
    rows = session.execute(
        select(Comment.id, Article.key, Article.headline)
        .join(Article, Article.id == Comment.article_id)
        .where(Comment.id.in_(comment_ids))
    )
    return {row.id: (row.key, row.headline) for row in rows}


def _muted(account_id: int) -> Ids:
    return select(Mute.muted_id).where(Mute.muter_id == account_id)


def _targets(follower_id: int, target: Target) -> Ids:
    return select(Follow.target_id).where(
        Follow.follower_id == follower_id, Follow.target == target
    )


def _page(
    session: Session, query: Ids, before: int | None
) -> tuple[list[CommentView], int | None]:
    if before:
        query = query.where(Comment.id < before)
    ids = session.scalars(
        query.order_by(Comment.id.desc()).limit(COMMENTS_A_PAGE + 1)
    ).all()
    shown = ids[:COMMENTS_A_PAGE]
    return views_of(session, shown), shown[-1] if len(ids) > len(shown) else None
