"""Readers recommend comments."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import delete, select, update
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


def recommended_among(
    session: Session, reader_id: int, ids: Collection[int]
) -> Mapping[int, int]:
    """Return the *ids* that the reader recommends, each with its present count."""
    found = (
        select(Comment.id, Comment.reaction_count)
        .join(Reaction, Reaction.comment_id == Comment.id)
        .where(Reaction.reader_id == reader_id, Comment.id.in_(ids))
    )
    return {row.id: row.reaction_count for row in session.execute(found)}


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
