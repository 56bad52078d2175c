"""A reader's notifications: a page of them, and what opening one does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from auth.core.errors import NotFoundError
from auth.core.models import Account
from moderation.community.models import Notice
from moderation.community.rules import NoticeKind
from moderation.community.services.notices import visible
from moderation.discussion.models import Article, Comment
from moderation.discussion.rules import Status

LINES_A_PAGE = 30

GROUPED_BY = {
    NoticeKind.NEW_IN_THREAD: Comment.thread_id,
    NoticeKind.NEW_IN_ARTICLE: Comment.article_id,
}
"""Kinds that are one line with a count for each thread or article."""


@dataclass(frozen=True)
class Line:
    """One line: what happened, where, by whom, how often."""

    id: int
    kind: NoticeKind
    comment_id: int
    author_name: str
    author_slug: str
    headline: str
    article_key: str
    status: Status
    at: datetime
    count: int
    is_unread: bool


def newest(
    session: Session, account_id: int, *, before: int | None = None
) -> tuple[list[Line], int | None]:
    """Return a page of lines, the newest first, and the key of the next page."""
    author = aliased(Account)
    query = (
        visible(
            select(
                Notice,
                Comment,
                author.display_name,
                author.name_canonical,
                Article.headline,
                Article.key,
            )
        )
        .join(author, author.id == Comment.author_id)
        .join(Article, Article.id == Comment.article_id)
        .where(Notice.account_id == account_id)
        .order_by(Notice.id.desc())
        .limit(LINES_A_PAGE + 1)
    )
    if before:
        query = query.where(Notice.id < before)
    rows = session.execute(query).all()
    shown = rows[:LINES_A_PAGE]
    next_key = shown[-1][0].id if len(rows) > len(shown) else None
    return _grouped(shown), next_key


def open_one(
    session: Session, account_id: int, notice_id: int, *, now: datetime
) -> tuple[NoticeKind, Comment]:
    """Mark a notification as read, with those that its line stands for.

    :returns: its kind, and the comment to show: the oldest that was unread.
    :raises NotFoundError: if the reader has no such notification to see.
    """
    row = session.execute(
        visible(select(Notice, Comment)).where(
            Notice.account_id == account_id, Notice.id == notice_id
        )
    ).first()
    if row is None:
        raise NotFoundError("This notification is no longer here.")
    notice, comment = row
    same = [Notice.id == notice_id]
    place = GROUPED_BY.get(notice.kind)
    if place is not None:
        same = [Notice.kind == notice.kind, place == getattr(comment, place.key)]
    unread_ones = session.execute(
        visible(select(Notice, Comment))
        .where(Notice.account_id == account_id, Notice.read_at.is_(None), *same)
        .order_by(Notice.id)
    ).all()
    for unread_one, _ in unread_ones:
        unread_one.read_at = now
    session.flush()
    return notice.kind, unread_ones[0][1] if unread_ones else comment


def _grouped(rows: Sequence[Any]) -> list[Line]:
    lines: dict[tuple[Any, ...], Line] = {}
    for notice, comment, name, slug, headline, key in rows:
        by = GROUPED_BY.get(notice.kind)
        place = getattr(comment, by.key) if by else notice.id
        group = (notice.kind, place)
        first = lines.get(group)
        lines[group] = Line(
            id=first.id if first else notice.id,
            kind=notice.kind,
            comment_id=first.comment_id if first else comment.id,
            author_name=first.author_name if first else name,
            author_slug=first.author_slug if first else slug,
            headline=headline,
            article_key=key,
            status=comment.status,
            at=first.at if first else notice.created_at,
            count=(first.count if first else 0) + 1,
            is_unread=(first.is_unread if first else False) or notice.read_at is None,
        )
    return list(lines.values())
