"""Reads the threads of a page, at a cost that does not grow with the discussion.

Pages use keys, never offsets. Twenty threads with their first replies take two
statements, however many comments there are.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Integer,
    TextClause,
    and_,
    bindparam,
    literal_column,
    select,
    text,
    union_all,
)
from sqlalchemy.orm import Session

from auth.core.errors import NotFoundError
from auth.core.translation import gettext as _
from moderation.discussion.models import Comment
from moderation.discussion.services import orders
from moderation.discussion.services.comment_views import read, with_views
from moderation.discussion.services.listing import listed
from moderation.discussion.services.orders import WITHOUT_REPLIES, KeyQuery, Sort
from moderation.discussion.thread_views import (
    CommentView,
    Place,
    ThreadPage,
    ThreadView,
)

THREADS_A_PAGE = 20
FIRST_REPLIES = 5
REPLIES_A_PAGE = 50
REPLIES_BEFORE = 3
"""Replies that are shown before the one for which a page of a thread was opened."""

# Literal, so that both databases use the partial index.
LISTED_REPLIES = text("comment.is_listed AND comment.parent_id IS NOT NULL")


def page(
    session: Session,
    *,
    article_id: int,
    sort: Sort = Sort.NEWEST,
    after: str | None = None,
    limit: int = THREADS_A_PAGE,
    pinned_id: int | None = None,
) -> ThreadPage:
    """Return a page of an article's threads, each with its first replies.

    Editors' picks and comments of the newsroom come without replies.

    :param pinned_id: a thread that stands first on the first page, if it is visible.
    :param after: the ``next_key`` of the previous page.
    :raises InvalidError: if *after* is not a valid key.
    """
    place = orders.place(sort, after) if after else {}
    heads = _heads(sort, limit + 1, is_later=bool(after))
    found = read(session, heads, {"article_id": article_id, **place})
    shown, rest = found[:limit], found[limit:]
    next_key = orders.key(sort, shown[-1][0], *shown[-1][1]) if rest else None
    if pinned_id and not after and sort not in WITHOUT_REPLIES:
        given = {"article_id": article_id, "pinned_id": pinned_id}
        pinned = read(session, _pinned(), given)
        others = [each for each in shown if each[0].id != pinned_id]
        shown = [*pinned, *others] if pinned else shown
    return ThreadPage(_threads(session, shown, sort), next_key)


@lru_cache(maxsize=64)
def _heads(sort: Sort, limit: int, *, is_later: bool) -> KeyQuery:
    """Return the statement for the first threads of an article."""
    heads = orders.heads(sort, is_later=is_later).limit(_literal(limit))
    found = with_views(heads)
    return found.order_by(*orders.order(sort, Comment.__table__.c))


@cache
def _pinned() -> KeyQuery:
    return with_views(orders.pinned())


def _threads(
    session: Session, heads: Sequence[tuple[CommentView, Sequence[Any]]], sort: Sort
) -> list[ThreadView]:
    """Return the threads with their first replies."""
    answered = [head.id for head, (count,) in heads if count]
    replies = {} if sort in WITHOUT_REPLIES else _first_replies(session, answered)
    return [_thread(head, count, replies.get(head.id, [])) for head, (count,) in heads]


def replies(
    session: Session,
    *,
    thread_id: int,
    after: str = "",
    limit: int = REPLIES_A_PAGE,
    for_staff: bool = False,
) -> tuple[list[CommentView], str | None]:
    """Return the next replies of a thread, and the key of the rest.

    :param for_staff: whether to include replies that readers do not see.
    :raises InvalidError: if *after* is not a valid key.
    """
    _head, views, more = _with_replies(
        session, thread_id, after, limit, for_staff=for_staff
    )
    return views, more


def with_replies(
    session: Session, *, thread_id: int, after: str = "", for_staff: bool = False
) -> tuple[CommentView, list[CommentView], str | None]:
    """Return the head of a thread, its next replies, and the key of the rest.

    The parameters are those of :func:`replies`.

    :raises InvalidError: if *after* is not a valid key.
    :raises NotFoundError: if the thread has just been removed.
    """
    head, views, more = _with_replies(
        session, thread_id, after, REPLIES_A_PAGE, for_staff=for_staff
    )
    if head is None:
        raise NotFoundError(_("There is no such thread."))
    return head, views, more


def _with_replies(
    session: Session, thread_id: int, after: str, limit: int, *, for_staff: bool
) -> tuple[CommentView | None, list[CommentView], str | None]:
    orders.check_in_thread(after)
    query = _replies_after(limit + 1, for_staff=for_staff)
    found = read(session, query, {"thread_id": thread_id, "after": after})
    head = next((view for view, _row in found if view.id == thread_id), None)
    views = sorted(
        (view for view, _row in found if view.id != thread_id),
        key=lambda view: view.path,
    )
    more = views[limit - 1].path if len(views) > limit else None
    return head, views[:limit], more


@lru_cache(maxsize=64)
def _replies_after(limit: int, *, for_staff: bool) -> KeyQuery:
    """Return the statement for a thread's head and its next replies."""
    thread_id: Any = bindparam("thread_id", type_=BigInteger)
    replies = (
        select(Comment.id)
        .where(
            Comment.thread_id == thread_id,
            Comment.path > bindparam("after"),
            _replies(for_staff=for_staff),
        )
        .order_by(Comment.path)
        .limit(_literal(limit))
        .subquery()
    )
    return with_views(union_all(select(replies.c.id), select(thread_id)))


def place_of(session: Session, comment_id: int, *, for_staff: bool = False) -> Place:
    """Return the position of a comment, or of its placeholder, among the others.

    On a later page of a thread, some replies before it are shown as well.

    :raises NotFoundError: if there is none, or no page shows it.
    """
    row = session.execute(
        select(Comment.thread_id, Comment.path, Comment.parent_id).where(
            Comment.id == comment_id, listed(for_staff=for_staff)
        )
    ).first()
    if row is None:
        raise NotFoundError(_("There is no such comment."))
    if row.parent_id is None:
        return Place(comment_id)
    before = session.scalars(
        select(Comment.path)
        .where(
            Comment.thread_id == row.thread_id,
            Comment.path < row.path,
            _replies(for_staff=for_staff),
        )
        .order_by(Comment.path.desc())
        .limit(REPLIES_A_PAGE)
    ).all()
    is_on_first = len(before) < REPLIES_A_PAGE
    return Place(row.thread_id, "" if is_on_first else before[REPLIES_BEFORE])


def _replies(*, for_staff: bool) -> ColumnElement[bool] | TextClause:
    if not for_staff:
        return LISTED_REPLIES
    return and_(Comment.parent_id.is_not(None), listed(for_staff=for_staff))


def _literal(limit: int) -> ColumnElement[int]:
    """Return a limit that PostgreSQL knows when it plans a prepared statement."""
    return literal_column(str(limit), Integer)


def _first_replies(
    session: Session, thread_ids: Sequence[int]
) -> dict[int, list[CommentView]]:
    """Return each thread's first replies, plus one more."""
    if not thread_ids:
        return {}
    given = {f"thread_{place}": each for place, each in enumerate(thread_ids)}
    by_thread: dict[int, list[CommentView]] = {each: [] for each in thread_ids}
    found = read(session, _first_replies_of(len(thread_ids)), given)
    for view, (thread_id,) in sorted(found, key=lambda each: each[0].path):
        by_thread[thread_id].append(view)
    return by_thread


@cache
def _first_replies_of(count: int) -> KeyQuery:
    """Return the statement for *count* threads."""
    found = union_all(
        *(
            select(
                select(Comment.id, Comment.thread_id)
                .where(
                    Comment.thread_id == bindparam(f"thread_{place}"), LISTED_REPLIES
                )
                .order_by(Comment.path)
                .limit(_literal(FIRST_REPLIES + 1))
                .subquery()
            )
            for place in range(count)
        )
    )
    # SQLite would join the other tables to each of them, but not across a limit.
    return with_views(found.limit(_literal(count * (FIRST_REPLIES + 1))))


def _thread(
    head: CommentView, reply_count: int, first: list[CommentView]
) -> ThreadView:
    shown = first[:FIRST_REPLIES]
    more = shown[-1].path if len(first) > FIRST_REPLIES else None
    return ThreadView(head, shown, more, reply_count)
