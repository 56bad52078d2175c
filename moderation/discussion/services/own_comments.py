"""A reader's own comments, with their status and its reasons."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, delete, or_, select, union_all, update
from sqlalchemy.orm import Session

from auth.core.errors import NotFoundError
from auth.core.translation import gettext as _
from moderation.discussion.models import Article, Comment, Revision
from moderation.discussion.rules import STATE_WORDS, Status

LOOKED_AT = 20
"""How many of a reader's own comments of each kind a page considers."""

PENDING = (Status.AWAITING_AUTHOR, Status.WAITING, Status.HELD)


@dataclass(frozen=True)
class OwnComment:
    """A comment as its author sees it: the newest text in any status."""

    id: int
    status: Status
    html: str
    created_at: datetime
    article_key: str
    headline: str
    latest_revision_id: int
    written: str
    parent_id: int | None

    @property
    def state_words(self) -> str:
        """The status of the comment in the words that its author reads."""
        return str(STATE_WORDS[self.status])


def unseen(article_id: Any, author_id: Any, since: Any) -> Select[int]:
    """Return the query for the author's comments that a page may not show to others.

    These are the ones that others do not see yet, and recent ones published after
    *since*, which may be on another page. Considers at most forty comments. The
    arguments may be parameters of the query.
    """
    written = select(Comment.id).where(Comment.author_id == author_id)
    here = written.where(Comment.article_id == article_id)
    # "+ 0" keeps a database without statistics from reading the whole article.
    pending = written.where(
        Comment.article_id + 0 == article_id, Comment.status.in_(PENDING)
    ).limit(LOOKED_AT)
    newest_ones = written.order_by(Comment.id.desc()).limit(LOOKED_AT)
    ids = union_all(select(pending.subquery()), select(newest_ones.subquery()))
    is_new = and_(Comment.status == Status.PUBLISHED, Comment.published_at > since)
    return here.where(Comment.id.in_(ids), or_(Comment.status.in_(PENDING), is_new))


def some(
    session: Session, *, author_id: int, comment_ids: Collection[int]
) -> Sequence[OwnComment]:
    """Return those of the comments that belong to the author, the newest first."""
    query = _query(author_id).where(Comment.id.in_(comment_ids))
    return [OwnComment(*row) for row in session.execute(query)]


def states(
    session: Session, *, author_id: int, comment_ids: Collection[int]
) -> dict[int, Status]:
    """Return the status of each of the comments that belongs to the author."""
    rows = session.execute(
        select(Comment.id, Comment.status).where(
            Comment.author_id == author_id, Comment.id.in_(comment_ids)
        )
    )
    return {row.id: row.status for row in rows}


def waits(session: Session, *, author_id: int, comment_id: int) -> bool:
    """Whether this is the author's own comment and others do not see it yet."""
    status = states(session, author_id=author_id, comment_ids=[comment_id])
    return status.get(comment_id) in PENDING


def newest(
    session: Session, *, author_id: int, before: int | None = None, limit: int = 30
) -> Sequence[OwnComment]:
    """Return the author's own comments without deleted ones, the newest first."""
    query = _query(author_id).where(Comment.status != Status.DELETED)
    if before:
        query = query.where(Comment.id < before)
    return [OwnComment(*row) for row in session.execute(query.limit(limit))]


def get(
    session: Session, *, comment_id: int, author_id: int, or_deleted: bool = False
) -> OwnComment:
    """Return one of the author's own comments.

    :param or_deleted: whether it may be one that the author has deleted.
    :raises NotFoundError: if there is none.
    """
    query = _query(author_id).where(Comment.id == comment_id)
    if not or_deleted:
        query = query.where(Comment.status != Status.DELETED)
    row = session.execute(query).first()
    if row is None:
        raise NotFoundError(_("This is not one of your comments."))
    return OwnComment(*row)


def _query(author_id: int) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Comment.id,
            Comment.status,
            Revision.html,
            Comment.created_at,
            Article.key,
            Article.headline,
            Revision.id,
            Revision.text,
            Comment.parent_id,
        )
        .join(Revision, Revision.id == Comment.latest_revision_id)
        .join(Article, Article.id == Comment.article_id)
        .where(Comment.author_id == author_id)
        .order_by(Comment.id.desc())
    )


def remove_all_by(session: Session, author_id: int) -> None:
    """Remove every comment of an author who never confirmed an address.

    Nobody else ever saw them, so there are no replies and no counters to change.
    """
    session.execute(
        update(Comment).where(Comment.author_id == author_id).values(parent_id=None)
    )
    session.execute(delete(Comment).where(Comment.author_id == author_id))
