"""What there is for one reader on a page of comments, in one statement.

Most readers have nothing there, so the rooms are asked for details only afterwards.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    CompoundSelect,
    Select,
    bindparam,
    literal_column,
    select,
    union_all,
)
from sqlalchemy.orm import Session

from auth.db.compiled_reads import rows_within
from moderation.community.rules import Target
from moderation.community.services import follows, mutes, reactions
from moderation.discussion.models import Comment
from moderation.discussion.services import own_comments
from moderation.notifications.services import inbox
from moderation.review.reports.services import reports
from moderation.review.sanctions.services import sanctions_in_force


class _What(StrEnum):
    """The kinds of rows."""

    THREAD = "thread"
    ARTICLE = "article"
    MUTED = "muted"
    MUTED_BY = "muted_by"
    REPORTED = "reported"
    RECOMMENDED = "recommended"
    UNSEEN = "unseen"
    SANCTIONED = "sanctioned"
    UNREAD = "unread"


@dataclass(frozen=True)
class Glance:
    """What one statement finds.

    :param recommended: the comments that the reader recommends, with their counts.
    :param unseen: their own comments that the page may not show to others.
    :param has_sanctions: whether there is a sanction to look at. It may be over.
    :param unread: the number of their unread notifications.
    """

    muted: frozenset[int]
    muted_by: frozenset[int]
    followed_threads: frozenset[int]
    follows_article: bool
    reported: frozenset[int]
    recommended: dict[int, int]
    unseen: frozenset[int]
    has_sanctions: bool
    unread: int


def at_page(
    session: Session,
    *,
    reader_id: int,
    article_id: int,
    comment_ids: Collection[int],
    author_ids: Collection[int],
    since: datetime,
) -> Glance:
    """Return what there is for a reader on a page with these comments.

    :param since: own comments that were published after it count as unseen.
    """
    found: dict[str, dict[int, int]] = {each: {} for each in _What}
    given = {
        "reader_id": reader_id,
        "article_id": article_id,
        "comment_ids": comment_ids,
        "author_ids": author_ids,
        "since": since,
    }
    for what, number, count in rows_within(session, _GLANCE, given):
        found[what][number] = count
    return Glance(
        muted=frozenset(found[_What.MUTED]),
        muted_by=frozenset(found[_What.MUTED_BY]),
        followed_threads=frozenset(found[_What.THREAD]),
        follows_article=bool(found[_What.ARTICLE]),
        reported=frozenset(found[_What.REPORTED]),
        recommended=found[_What.RECOMMENDED],
        unseen=frozenset(found[_What.UNSEEN]),
        has_sanctions=bool(found[_What.SANCTIONED]),
        unread=next(iter(found[_What.UNREAD])),
    )


def _rows(what: _What, query: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    """Return the rows of *query* with their kind, an id and a number."""
    found = query.subquery()
    first, *more = found.c
    second = more[0] if more else literal_column("0")
    return select(literal_column(f"'{what}'"), first, second)


def _glance() -> CompoundSelect[*tuple[Any, ...]]:
    reader: Any = bindparam("reader_id")
    article: Any = bindparam("article_id")
    comments: Any = bindparam("comment_ids", expanding=True)
    authors: Any = bindparam("author_ids", expanding=True)
    since = bindparam("since", type_=Comment.published_at.type)
    queries = {
        _What.THREAD: follows.followed_among(reader, Target.THREAD, comments),
        _What.ARTICLE: follows.followed_among(reader, Target.ARTICLE, [article]),
        _What.MUTED: mutes.muted_among(reader, authors),
        _What.MUTED_BY: mutes.muters_among(reader, authors),
        _What.REPORTED: reports.reported_by(reader, comments),
        _What.RECOMMENDED: reactions.recommended_among(reader, comments),
        _What.UNSEEN: own_comments.unseen(article, reader, since),
        _What.SANCTIONED: sanctions_in_force.not_lifted(reader),
        _What.UNREAD: inbox.unread_count(reader),
    }
    return union_all(*(_rows(what, query) for what, query in queries.items()))


# Building it takes longer than running it.
_GLANCE = _glance()
