"""Reads the threads of a page, at a cost that does not grow with the discussion.

Pages use keys, never offsets. Twenty threads with their first replies take three
statements, however many comments there are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    TextClause,
    and_,
    bindparam,
    case,
    exists,
    select,
    text,
    union_all,
)
from sqlalchemy.orm import Session, aliased

from auth.core.errors import NotFoundError
from auth.core.models import Account, RoleGrant
from auth.core.translation import gettext as _
from moderation.discussion.models import ArticleAuthor, Comment, Revision
from moderation.discussion.rules import Status
from moderation.discussion.services import orders
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
    query = orders.after(_heads(sort, limit + 1), sort, after)
    keys = session.execute(query, {"article_id": article_id}).all()
    shown, rest = keys[:limit], keys[limit:]
    next_key = orders.key(shown[-1], sort) if rest else None
    if pinned_id and not after and sort not in WITHOUT_REPLIES:
        pinned = session.execute(orders.pinned(article_id, pinned_id)).all()
        shown = [*pinned, *(row for row in shown if row not in pinned)]
    ids = [row.id for row in shown]
    answered = [row.id for row in shown if row.thread_reply_count]
    reply_ids = {} if sort in WITHOUT_REPLIES else _first_replies(session, answered)
    views = {view.id: view for view in views_of(session, [*ids, *reply_ids])}
    by_thread: dict[int, list[CommentView]] = {thread_id: [] for thread_id in ids}
    for reply_id, thread_id in reply_ids.items():
        by_thread[thread_id].append(views[reply_id])
    threads = [
        _thread(views[row.id], row.thread_reply_count, by_thread[row.id])
        for row in shown
    ]
    return ThreadPage(threads, next_key)


@lru_cache(maxsize=64)
def _heads(sort: Sort, limit: int) -> KeyQuery:
    """Return the statement for the first threads of an article."""
    article_id: Any = bindparam("article_id")
    return orders.heads(article_id, sort).limit(limit)


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
    ids, more = _next_replies(session, thread_id, after, limit, for_staff=for_staff)
    return views_of(session, ids), more


def with_replies(
    session: Session, *, thread_id: int, after: str = "", for_staff: bool = False
) -> tuple[CommentView, list[CommentView], str | None]:
    """Return the head of a thread, its next replies, and the key of the rest.

    The parameters are those of :func:`replies`.

    :raises InvalidError: if *after* is not a valid key.
    :raises NotFoundError: if the thread has just been removed.
    """
    ids, more = _next_replies(
        session, thread_id, after, REPLIES_A_PAGE, for_staff=for_staff
    )
    views = views_of(session, [thread_id, *ids])
    if not views or views[0].id != thread_id:
        raise NotFoundError(_("There is no such thread."))
    return views[0], views[1:], more


def _next_replies(
    session: Session, thread_id: int, after: str, limit: int, *, for_staff: bool
) -> tuple[list[int], str | None]:
    orders.check_in_thread(after)
    query = _replies_after(limit + 1, for_staff=for_staff)
    rows = session.execute(query, {"thread_id": thread_id, "after": after}).all()
    shown = rows[:limit]
    more = shown[-1].path if len(rows) > limit else None
    return [row.id for row in shown], more


@lru_cache(maxsize=64)
def _replies_after(limit: int, *, for_staff: bool) -> KeyQuery:
    """Return the statement for the next replies of a thread."""
    return (
        select(Comment.id, Comment.path)
        .where(
            Comment.thread_id == bindparam("thread_id"),
            Comment.path > bindparam("after"),
            _replies(for_staff=for_staff),
        )
        .order_by(Comment.path)
        .limit(limit)
    )


def views_of(session: Session, ids: Sequence[int]) -> list[CommentView]:
    """Return the views of *ids*, in that order, in one statement."""
    rows = session.execute(_views(), {"ids": ids}).all()
    found = {row.id: CommentView(*row) for row in rows}
    return [found[comment_id] for comment_id in ids if comment_id in found]


@cache
def _views() -> KeyQuery:
    """Return the statement for views: its columns are the fields of one, in order."""
    parent, parent_author = aliased(Comment), aliased(Account)
    is_published = Comment.status == Status.PUBLISHED
    made: dict[str, ColumnElement[Any]] = {
        "author_name": Account.display_name.expression,
        "author_slug": Account.name_canonical.expression,
        "html": case((is_published, Revision.html)),
        "language": Revision.language.expression,
        "parent_name": case(
            (parent.status == Status.PUBLISHED, parent_author.display_name)
        ),
        "is_pick": Comment.picked_at.is_not(None),
        "has_newer_text": Comment.latest_revision_id.is_distinct_from(
            Comment.shown_revision_id
        ),
        "is_by_staff": exists().where(RoleGrant.account_id == Account.id),
        "is_by_author": exists().where(
            ArticleAuthor.article_id == Comment.article_id,
            ArticleAuthor.account_id == Comment.author_id,
        ),
    }
    names = [each.name for each in fields(CommentView)]
    return (
        select(
            *(
                made[name].label(name) if name in made else getattr(Comment, name)
                for name in names
            )
        )
        .join(Account, Account.id == Comment.author_id)
        .outerjoin(Revision, Revision.id == Comment.shown_revision_id)
        .outerjoin(parent, parent.id == Comment.parent_id)
        .outerjoin(parent_author, parent_author.id == parent.author_id)
        .where(Comment.id.in_(bindparam("ids", expanding=True)))
    )


def get_published(session: Session, comment_id: int) -> CommentView:
    """Return the view of one comment that everybody may see.

    :raises NotFoundError: if there is none, or it is not visible.
    """
    views = views_of(session, [comment_id])
    if not views or not views[0].is_published:
        raise NotFoundError(_("There is no such comment."))
    return views[0]


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


def _first_replies(session: Session, thread_ids: Sequence[int]) -> dict[int, int]:
    """Return the ids of each thread's first replies, plus one more, with its thread."""
    if not thread_ids:
        return {}
    given = {f"thread_{place}": each for place, each in enumerate(thread_ids)}
    rows = session.execute(_first_replies_of(len(thread_ids)), given).all()
    ordered = sorted(rows, key=lambda row: (row.thread_id, row.path))
    return {row.id: row.thread_id for row in ordered}


@cache
def _first_replies_of(count: int) -> CompoundSelect[*tuple[Any, ...]]:
    """Return the statement for *count* threads. Building it costs more than it runs."""
    return union_all(
        *(
            select(
                select(Comment.id, Comment.thread_id, Comment.path)
                .where(
                    Comment.thread_id == bindparam(f"thread_{place}"), LISTED_REPLIES
                )
                .order_by(Comment.path)
                .limit(FIRST_REPLIES + 1)
                .subquery()
            )
            for place in range(count)
        )
    )


def _thread(
    head: CommentView, reply_count: int, first: list[CommentView]
) -> ThreadView:
    shown = first[:FIRST_REPLIES]
    more = shown[-1].path if len(first) > FIRST_REPLIES else None
    return ThreadView(head, shown, more, reply_count)
