"""Moves a comment from one status to another. Nothing else changes a status.

The same transaction stores a history row and updates the counters above the comment.
Locks are always taken in the order comment, parent, thread, article, so that two
callers cannot deadlock.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, or_, select, update
from sqlalchemy.orm import Session

from auth.core.errors import ConflictError, NotFoundError
from auth.core.translation import gettext as _
from moderation.discussion.events import StatusChanged
from moderation.discussion.models import Article, Comment, Revision, StatusChange
from moderation.discussion.rules import Cause, Status, is_allowed
from moderation.discussion.services import versions
from moderation.platform import events

# Every transition sends these, so they are written once.
_LOCKED = (
    select(Comment)
    .where(Comment.id == bindparam("comment_id"))
    .with_for_update()
    .execution_options(populate_existing=True)
)
_LOCKED_BY_REVISION = (
    select(Comment)
    .join(Revision, Revision.comment_id == Comment.id)
    .where(Revision.id == bindparam("revision_id"))
    .with_for_update(of=Comment)
    .execution_options(populate_existing=True)
)
_COUNTED = (
    update(Article)
    .where(Article.id == bindparam("counted_id"))
    .values(
        comment_count=Article.comment_count + bindparam("change"),
        version=Article.version + 1,
    )
    .execution_options(synchronize_session=False)
)
_RELISTED = (
    update(Comment)
    .where(Comment.id.in_(bindparam("concerned", expanding=True)))
    .values(
        is_listed=or_(
            Comment.status == Status.PUBLISHED,
            Comment.reply_count > 0,
            Comment.thread_reply_count > 0,
        )
    )
    .execution_options(synchronize_session=False)
)


def lock(session: Session, comment_id: int) -> Comment:
    """Return the comment, locked for this transaction and read again.

    :raises NotFoundError: if there is none.
    """
    comment = session.scalar(_LOCKED, {"comment_id": comment_id})
    if comment is None:
        raise NotFoundError(_("There is no such comment."))
    return comment


def lock_of(session: Session, revision_id: int) -> Comment | None:
    """Return the comment of a revision, locked as :func:`lock` does; None if gone."""
    return session.scalar(_LOCKED_BY_REVISION, {"revision_id": revision_id})


def move(
    session: Session,
    comment: Comment,
    *,
    to: Status,
    cause: Cause,
    now: datetime,
    actor_id: int | None = None,
    revision_id: int | None = None,
    detail: Mapping[str, Any] | None = None,
) -> None:
    """Move *comment*, which the caller has locked, and store the change.

    :param revision_id: the revision that the change is about. A published comment
        shows it from now on.
    :raises ConflictError: if the table of transitions does not allow the change.
    """
    before, shown = comment.status, comment.shown_revision_id
    if not is_allowed(cause, before, to):
        raise ConflictError(
            _("This cannot be done with the comment any more. Please reload the page."),
            {"status": before.value},
        )
    comment.status = to
    if to is Status.PUBLISHED and revision_id is not None:
        comment.shown_revision_id = revision_id
    if to is Status.PUBLISHED and comment.published_at is None:
        comment.published_at = now
    stored = _remember(
        session, comment, before, cause, now, actor_id, revision_id, detail
    )
    change = (to is Status.PUBLISHED) - (before is Status.PUBLISHED)
    if change:
        _count(session, comment, change)
    _relist(session, comment)
    is_new_text = to is Status.PUBLISHED and comment.shown_revision_id != shown
    _record(session, stored, is_visible=bool(change) or is_new_text)


def begin(session: Session, comment: Comment, *, cause: Cause, now: datetime) -> None:
    """Store the first row of a new comment's history."""
    stored = _remember(
        session, comment, None, cause, now, comment.author_id, None, None
    )
    _record(session, stored, is_visible=False)


def _remember(
    session: Session,
    comment: Comment,
    before: Status | None,
    cause: Cause,
    now: datetime,
    actor_id: int | None,
    revision_id: int | None,
    detail: Mapping[str, Any] | None,
) -> StatusChange:
    stored = StatusChange(
        comment_id=comment.id,
        revision_id=revision_id or comment.latest_revision_id,
        at=now,
        from_status=before,
        to_status=comment.status,
        cause=cause,
        actor_id=actor_id,
        detail=dict(detail or {}),
    )
    session.add(stored)
    session.flush()
    return stored


def _record(session: Session, stored: StatusChange, *, is_visible: bool) -> None:
    change = StatusChanged(
        comment_id=stored.comment_id,
        change_id=stored.id,
        before=stored.from_status,
        after=stored.to_status,
        cause=stored.cause,
        is_visible=is_visible,
        at=stored.at,
    )
    events.record(session, change)


def _count(session: Session, comment: Comment, change: int) -> None:
    if comment.parent_id is not None:
        _add(session, comment.parent_id, Comment.reply_count, change)
        _add(session, comment.thread_id or 0, Comment.thread_reply_count, change)
    session.execute(_COUNTED, {"counted_id": comment.article_id, "change": change})
    versions.raised(session, comment.article_id)


def _add(session: Session, comment_id: int, column: Any, change: int) -> None:
    session.execute(
        update(Comment)
        .where(Comment.id == comment_id)
        .values({column: column + change})
        .execution_options(synchronize_session=False)
    )


def _relist(session: Session, comment: Comment) -> None:
    """Update whether the comment and those above it have something to show."""
    concerned = {comment.id, comment.parent_id or 0, comment.thread_id or 0}
    session.execute(_RELISTED, {"concerned": sorted(concerned)})
    session.expire(comment, ["is_listed", "reply_count", "thread_reply_count"])
