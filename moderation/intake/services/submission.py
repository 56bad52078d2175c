"""Taking a comment in: what is refused, what is held, what goes to the classifier."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from auth.errors import ConflictError, InvalidError, NotFoundError, TooManyError
from auth.identity import Actor
from moderation.discussion.models import Article, Comment, Revision
from moderation.discussion.rules import Status
from moderation.discussion.services import writing
from moderation.discussion.text import Text
from moderation.intake.rules import MOST_A_MINUTE, REPEAT_WINDOW


def submit(
    session: Session,
    *,
    actor: Actor,
    article: Article,
    parent_id: int | None,
    text: Text,
    now: datetime,
) -> Comment:
    """Store a comment and queue it, or refuse it and store nothing.

    :raises ConflictError: if the article is closed, or the comment is an exact repeat.
    :raises TooManyError: if its author posts too fast.
    :raises NotFoundError: if the parent stands elsewhere or is not there.
    """
    if article.closed_at is not None:
        raise ConflictError("Comments on this article are closed.")
    parent = _parent(session, article, parent_id) if parent_id else None
    _refuse_haste(session, actor.account_id, now)
    _refuse_repeat(session, actor.account_id, article.id, text, now)
    return writing.store(
        session,
        article=article,
        author_id=actor.account_id,
        parent=parent,
        text=text,
        is_parked=not actor.is_verified,
        rule_causes=(),
        now=now,
    )


def _parent(session: Session, article: Article, parent_id: int) -> Comment:
    parent = session.get(Comment, parent_id)
    if parent is None or parent.article_id != article.id:
        raise NotFoundError("The comment that you answer is not here.")
    if parent.status is not Status.PUBLISHED:
        raise InvalidError("This comment cannot be answered.")
    return parent


def _refuse_haste(session: Session, author_id: int, now: datetime) -> None:
    recent = session.scalar(
        select(func.count())
        .select_from(Comment)
        .where(
            Comment.author_id == author_id,
            Comment.created_at > now - timedelta(minutes=1),
        )
    )
    if (recent or 0) >= MOST_A_MINUTE:
        raise TooManyError(
            "You are posting very fast. Please wait a minute.", {"retry_after": 60}
        )


def _refuse_repeat(
    session: Session, author_id: int, article_id: int, text: Text, now: datetime
) -> None:
    repeated = session.scalar(
        select(Comment.id)
        .join(Revision, Revision.id == Comment.latest_revision_id)
        .where(
            Comment.author_id == author_id,
            Comment.article_id == article_id,
            Comment.status != Status.DELETED,
            Comment.created_at > now - REPEAT_WINDOW,
            Revision.text == text.written,
        )
        .limit(1)
    )
    if repeated is not None:
        raise ConflictError(
            "You have posted exactly this under this article already.",
            {"comment_id": repeated},
        )
