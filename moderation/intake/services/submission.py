"""Submits and edits comments: some are refused, some held, the rest are scored."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from auth.core.actor import Actor
from auth.core.errors import InvalidError, NotFoundError
from auth.core.translation import gettext as _
from auth.db.upserts import take_turn
from moderation.community.services import mutes
from moderation.discussion.events import CommentEdited
from moderation.discussion.models import Article, Comment
from moderation.discussion.rules import Status
from moderation.discussion.services import writing
from moderation.intake.inputs import EditComment, SubmitComment
from moderation.intake.services import checks
from moderation.platform import events
from moderation.review.sanctions.rules import Act
from moderation.review.sanctions.services import sanctions_in_force


def submit(
    session: Session,
    change: SubmitComment,
    *,
    actor: Actor,
    article: Article,
    most_a_minute: int,
    now: datetime,
) -> Comment:
    """Store a comment and queue it, or refuse it and store nothing.

    :param most_a_minute: the most comments that one author may post within a minute.
    :raises ConflictError: if the article is closed, or the comment is an exact repeat.
    :raises ForbiddenError: if a sanction against the author forbids it, or if the
        author of the parent has muted this author.
    :raises TooManyError: if the author posts too fast.
    :raises NotFoundError: if the parent does not exist or belongs to another article.
    """
    author_id = actor.account_id
    # Posts of one author come one after the other, so that each sees those before it.
    take_turn(session, f"author {author_id}")
    parent, is_sanctioned = admit(
        session,
        change,
        author_id=author_id,
        article=article,
        most_a_minute=most_a_minute,
        now=now,
    )
    return writing.store(
        session,
        article=article,
        author_id=author_id,
        parent=parent,
        text=change.text,
        is_parked=not actor.is_verified,
        rule_causes=checks.held_for(
            session,
            article=article,
            author_id=author_id,
            text=change.text,
            is_sanctioned=is_sanctioned,
        ),
        now=now,
    )


def admit(
    session: Session,
    change: SubmitComment,
    *,
    author_id: int,
    article: Article,
    most_a_minute: int,
    now: datetime,
) -> tuple[Comment | None, bool]:
    """Refuse a comment that may not be posted, as :func:`submit` does.

    :returns: its parent, and whether a sanction holds all that the author writes.
    :raises CeasefireError: as :func:`submit`.
    """
    checks.refuse_closed(session, article, now=now)
    is_sanctioned = sanctions_in_force.refuse_sanctioned(
        session, account_id=author_id, site_id=article.site_id, now=now
    )
    parent = _parent(session, article, change.parent_id) if change.parent_id else None
    if parent is not None:
        mutes.refuse_reply(session, author_id=author_id, to_id=parent.author_id)
    checks.refuse_haste(
        session, author_id=author_id, most_a_minute=most_a_minute, now=now
    )
    checks.refuse_repeat(
        session, author_id=author_id, article_id=article.id, text=change.text, now=now
    )
    return parent, is_sanctioned


def receipt(comment: Comment) -> dict[str, Any]:
    """Return the response that is stored for repetitions of the request."""
    return {
        "comment_id": comment.id,
        "status": comment.status.value,
        "revision_id": comment.latest_revision_id,
    }


def edit(
    session: Session, change: EditComment, *, actor: Actor, now: datetime
) -> Comment:
    """Store a new text of the actor's own comment, which waits for its verdict.

    :raises ConflictError: if the article is closed, if the text changed in the
        meantime, or while an appeal against the rejection of the current text waits.
    :raises NotFoundError: if the actor has no such comment.
    """
    # It is locked, so that nothing that refuses the change comes in between.
    comment = session.get(
        Comment, change.comment_id, with_for_update=True, populate_existing=True
    )
    if comment is None or comment.author_id != actor.account_id:
        raise NotFoundError(_("This is not one of your comments."))
    article = session.get_one(Article, comment.article_id)
    checks.refuse_closed(session, article, now=now)
    is_sanctioned = sanctions_in_force.refuse_sanctioned(
        session,
        account_id=actor.account_id,
        site_id=article.site_id,
        now=now,
        act=Act.EDIT,
    )
    held_for = checks.held_for(
        session,
        article=article,
        author_id=actor.account_id,
        text=change.text,
        is_sanctioned=is_sanctioned,
    )
    edited = CommentEdited(comment.id, comment.status, now)
    events.check(session, edited)
    stored = writing.edit(
        session,
        comment_id=comment.id,
        author_id=actor.account_id,
        expected_revision_id=change.revision_id,
        text=change.text,
        rule_causes=held_for,
        now=now,
    )
    events.record(session, edited)
    return stored


def _parent(session: Session, article: Article, parent_id: int) -> Comment:
    parent = session.get(Comment, parent_id)
    if parent is None or parent.article_id != article.id:
        raise NotFoundError(
            _("The comment that you are replying to is no longer here.")
        )
    if parent.status is not Status.PUBLISHED:
        raise InvalidError(_("You cannot reply to this comment."))
    return parent
