"""Readers recommend comments."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Select, delete, select, update
from sqlalchemy.orm import Session

from auth.core.errors import ForbiddenError, NotFoundError
from auth.core.translation import gettext as _
from auth.db.upserts import add_once
from moderation.community.models import Reaction
from moderation.discussion.models import Comment
from moderation.discussion.rules import Status
from moderation.discussion.services import versions


def recommend(
    session: Session, *, comment_id: int, reader_id: int, now: datetime
) -> None:
    """Recommend a comment. Repeating it changes nothing.

    Everybody sees the new count within a minute.

    :raises NotFoundError: if readers do not see the comment.
    :raises ForbiddenError: for the reader's own comment.
    """
    comment = session.get(Comment, comment_id)
    if comment is None or comment.status is not Status.PUBLISHED:
        raise NotFoundError(_("There is no such comment."))
    if comment.author_id == reader_id:
        raise ForbiddenError(_("You cannot recommend your own comment."))
    values = {"reader_id": reader_id, "comment_id": comment_id, "created_at": now}
    if add_once(session, Reaction, values, key=["reader_id", "comment_id"]):
        _count(session, comment_id, 1)
        versions.note_reaction(session, article_id=comment.article_id, now=now)


def withdraw(
    session: Session, *, comment_id: int, reader_id: int, now: datetime
) -> None:
    """Take a recommendation back. Repeating it changes nothing."""
    removed = session.scalars(
        delete(Reaction)
        .where(Reaction.comment_id == comment_id, Reaction.reader_id == reader_id)
        .returning(Reaction.id)
    ).all()
    if removed:
        _count(session, comment_id, -1)
        article_id = session.get_one(Comment, comment_id).article_id
        versions.note_reaction(session, article_id=article_id, now=now)


def recommended_among(reader_id: Any, ids: Any) -> Select[int, int]:
    """Return the query for those of *ids* that the reader recommends.

    Each row has the present count as well. The reader and the ids may be parameters of
    the query.
    """
    return (
        select(Comment.id, Comment.reaction_count)
        .join(Reaction, Reaction.comment_id == Comment.id)
        .where(Reaction.reader_id == reader_id, Comment.id.in_(ids))
    )


def uncount(session: Session, reader_id: int) -> None:
    """Lower the counts by the recommendations of a reader who is being erased."""
    theirs = select(Reaction.comment_id).where(Reaction.reader_id == reader_id)
    shown = select(Comment.article_id).where(Comment.id.in_(theirs)).distinct()
    versions.raise_for(session, session.scalars(shown).all())
    session.execute(
        update(Comment)
        .where(Comment.id.in_(theirs))
        .values(reaction_count=Comment.reaction_count - 1)
        .execution_options(synchronize_session=False)
    )


def _count(session: Session, comment_id: int, number: int) -> None:
    session.execute(
        update(Comment)
        .where(Comment.id == comment_id)
        .values(reaction_count=Comment.reaction_count + number)
        .execution_options(synchronize_session=False)
    )
