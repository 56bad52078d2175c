"""Lists a reader's notifications, and opens one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, bindparam, func, select, update
from sqlalchemy.orm import Session, aliased

from auth.core.errors import NotFoundError
from auth.core.models import Account
from auth.core.translation import gettext as _
from moderation.discussion.models import Article, Comment
from moderation.discussion.rules import Status
from moderation.notifications.models import Notification
from moderation.notifications.rules import NotificationKind
from moderation.notifications.services.visible import visible

LINES_A_PAGE = 30
COUNTED_TO = 100

GROUPED_BY = {
    NotificationKind.NEW_IN_THREAD: Comment.thread_id,
    NotificationKind.NEW_IN_ARTICLE: Comment.article_id,
}
"""Kinds that are grouped into one line for each thread or article."""


def unread_count(account_id: Any) -> Select[int]:
    """Return the query for the number of visible unread notifications, up to 100.

    The account may be a parameter of the query.
    """
    return select(func.count()).select_from(
        visible(select(Notification.id))
        .where(Notification.account_id == account_id, Notification.read_at.is_(None))
        .limit(COUNTED_TO)
        .subquery()
    )


# Every page of a reader asks this, so it is written once.
_UNREAD = unread_count(bindparam("account_id"))


@dataclass(frozen=True)
class InboxEntry:
    """One line of the list: what happened, where, by whom, how often."""

    id: int
    kind: NotificationKind
    comment_id: int
    author_name: str
    author_slug: str
    headline: str
    article_key: str
    site_id: int
    status: Status
    at: datetime
    count: int
    is_unread: bool


def newest(
    session: Session, account_id: int, *, before: int | None = None
) -> tuple[list[InboxEntry], int | None]:
    """Return a page of lines, the newest first, and the key of the next page."""
    author = aliased(Account)
    query = (
        visible(
            select(
                Notification,
                Comment,
                author.display_name,
                author.name_canonical,
                Article.headline,
                Article.key,
                Article.site_id,
            )
        )
        .join(author, author.id == Comment.author_id)
        .join(Article, Article.id == Comment.article_id)
        .where(Notification.account_id == account_id)
        .order_by(Notification.id.desc())
        .limit(LINES_A_PAGE + 1)
    )
    if before:
        query = query.where(Notification.id < before)
    rows = session.execute(query).all()
    shown = rows[:LINES_A_PAGE]
    next_key = shown[-1][0].id if len(rows) > len(shown) else None
    return _grouped(shown), next_key


def open_one(
    session: Session, account_id: int, notification_id: int, *, now: datetime
) -> tuple[NotificationKind, Comment]:
    """Mark a notification as read, with all others of its line.

    :returns: its kind, and the comment to show: the oldest unread one.
    :raises NotFoundError: if the reader has no such visible notification.
    """
    row = session.execute(
        visible(select(Notification, Comment)).where(
            Notification.account_id == account_id, Notification.id == notification_id
        )
    ).first()
    if row is None:
        raise NotFoundError(_("This notification is no longer here."))
    notification, comment = row
    same = [Notification.id == notification_id]
    place = GROUPED_BY.get(notification.kind)
    if place is not None:
        same = [
            Notification.kind == notification.kind,
            place == getattr(comment, place.key),
        ]
    unread_ones = session.execute(
        visible(select(Notification, Comment))
        .where(
            Notification.account_id == account_id, Notification.read_at.is_(None), *same
        )
        .order_by(Notification.id)
    ).all()
    for unread_one, _text in unread_ones:
        unread_one.read_at = now
    session.flush()
    return notification.kind, unread_ones[0][1] if unread_ones else comment


def unread(session: Session, account_id: int) -> int:
    """Return the number of visible unread notifications, up to 100."""
    return session.scalar(_UNREAD, {"account_id": account_id}) or 0


def mark_read(session: Session, account_id: int, *, now: datetime) -> None:
    """Mark every notification of the reader as read."""
    session.execute(
        update(Notification)
        .where(Notification.account_id == account_id, Notification.read_at.is_(None))
        .values(read_at=now)
    )


def _grouped(rows: Sequence[Any]) -> list[InboxEntry]:
    lines: dict[tuple[Any, ...], InboxEntry] = {}
    for notification, comment, name, slug, headline, key, site_id in rows:
        by = GROUPED_BY.get(notification.kind)
        place = getattr(comment, by.key) if by else notification.id
        group = (notification.kind, place)
        first = lines.get(group)
        lines[group] = InboxEntry(
            id=first.id if first else notification.id,
            kind=notification.kind,
            comment_id=first.comment_id if first else comment.id,
            author_name=first.author_name if first else name,
            author_slug=first.author_slug if first else slug,
            headline=headline,
            article_key=key,
            site_id=site_id,
            status=comment.status,
            at=first.at if first else notification.created_at,
            count=(first.count if first else 0) + 1,
            is_unread=(first.is_unread if first else False)
            or notification.read_at is None,
        )
    return list(lines.values())
