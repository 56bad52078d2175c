"""Lists what a reader follows and whom they mute."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Select, case, null, select
from sqlalchemy.orm import Session

from auth.core.models import Account
from moderation.community.models import Follow, Mute
from moderation.community.rules import Target
from moderation.discussion.models import Article, Comment
from moderation.discussion.rules import Status

ENTRIES_A_PAGE = 20


Query = Select[*tuple[Any, ...]]


class ReaderList(StrEnum):
    """The lists of a reader."""

    READERS = "readers"
    ARTICLES = "articles"
    THREADS = "threads"
    MUTED = "muted"


TARGET_OF = {
    ReaderList.READERS: Target.READER,
    ReaderList.ARTICLES: Target.ARTICLE,
    ReaderList.THREADS: Target.THREAD,
    ReaderList.MUTED: Target.READER,
}


@dataclass(frozen=True)
class Entry:
    """One line of a list.

    :param name: a reader's name, or the name of a thread's author; ``None`` if the
        thread is not visible.
    :param place: the slug of the reader's page, or the article's key.
    """

    row_id: int
    target_id: int
    name: str | None
    headline: str | None
    place: str
    since: datetime


@dataclass(frozen=True)
class Page:
    """A page of a list, the newest first, and the key of the next page."""

    entries: list[Entry]
    next_key: int | None


def page(
    session: Session,
    kind: ReaderList,
    *,
    account_id: int,
    site_id: int,
    before: int | None = None,
) -> Page:
    """Return a page of one list. Articles and threads are limited to one site."""
    query, row_id = _query(kind, account_id, site_id)
    if before is not None:
        query = query.where(row_id < before)
    rows = session.execute(
        query.order_by(row_id.desc()).limit(ENTRIES_A_PAGE + 1)
    ).all()
    entries = [Entry(*row) for row in rows[:ENTRIES_A_PAGE]]
    more = len(rows) > ENTRIES_A_PAGE
    return Page(entries, entries[-1].row_id if more else None)


def _query(kind: ReaderList, account_id: int, site_id: int) -> tuple[Query, Any]:
    if kind is ReaderList.MUTED:
        muted = (
            select(
                Mute.id,
                Account.id,
                Account.display_name,
                null(),
                Account.name_canonical,
                Mute.created_at,
            )
            .join(Account, Account.id == Mute.muted_id)
            .where(Mute.muter_id == account_id)
        )
        return muted, Mute.id
    followed = {
        ReaderList.READERS: _readers,
        ReaderList.ARTICLES: _articles,
        ReaderList.THREADS: _threads,
    }[kind](site_id)
    return (
        followed.where(
            Follow.follower_id == account_id, Follow.target == TARGET_OF[kind]
        ),
        Follow.id,
    )


def _readers(_site_id: int) -> Query:
    return select(
        Follow.id,
        Account.id,
        Account.display_name,
        null(),
        Account.name_canonical,
        Follow.created_at,
    ).join(Account, Account.id == Follow.target_id)


def _articles(site_id: int) -> Query:
    return (
        select(
            Follow.id,
            Article.id,
            null(),
            Article.headline,
            Article.key,
            Follow.created_at,
        )
        .join(Article, Article.id == Follow.target_id)
        .where(Article.site_id == site_id)
    )


def _threads(site_id: int) -> Query:
    is_on_show = Comment.status == Status.PUBLISHED
    return (
        select(
            Follow.id,
            Comment.id,
            case((is_on_show, Account.display_name)),
            Article.headline,
            Article.key,
            Follow.created_at,
        )
        .join(Comment, Comment.id == Follow.target_id)
        .join(Account, Account.id == Comment.author_id)
        .join(Article, Article.id == Comment.article_id)
        .where(Article.site_id == site_id)
    )
