"""Stores comments and their revisions. ``intake`` has checked them before."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from auth.core.errors import ConflictError, NotFoundError
from auth.core.translation import gettext as _
from moderation.discussion.models import Article, Comment, Revision
from moderation.discussion.rules import Cause, ScoringState, Status, path_below
from moderation.discussion.services import transitions
from moderation.discussion.text import CommentText


def store(
    session: Session,
    *,
    article: Article,
    author_id: int,
    parent: Comment | None,
    text: CommentText,
    is_parked: bool,
    rule_causes: Sequence[str],
    now: datetime,
) -> Comment:
    """Store a new comment, which also queues it for the classifier.

    :param is_parked: whether it waits until its author confirms the address.
    """
    status = Status.AWAITING_AUTHOR if is_parked else Status.WAITING
    comment = Comment(
        article_id=article.id,
        author_id=author_id,
        parent_id=parent.id if parent else None,
        depth=parent.depth + 1 if parent else 0,
        status=status,
        created_at=now,
    )
    session.add(comment)
    session.flush()
    state = ScoringState.PARKED if is_parked else ScoringState.WAITING
    add_revision(session, comment, text, state, rule_causes, number=1, now=now)
    # The flush has assigned the id, so the fields that depend on it can be set.
    comment.thread_id = parent.thread_id if parent else comment.id
    if parent:
        comment.path = path_below(parent.path, parent.depth, comment.id)
    transitions.begin(session, comment, cause=Cause.SUBMITTED, now=now)
    return comment


def add_revision(
    session: Session,
    comment: Comment,
    text: CommentText,
    state: ScoringState,
    rule_causes: Sequence[str],
    *,
    number: int,
    now: datetime,
) -> Revision:
    """Store a text of *comment* as its newest revision."""
    revision = Revision(
        comment_id=comment.id,
        number=number,
        text=text.written,
        html=text.html,
        plain_text=text.plain,
        created_at=now,
        scoring_state=state,
        rule_causes=list(rule_causes),
    )
    session.add(revision)
    session.flush()
    comment.latest_revision_id = revision.id
    return revision


def edit(
    session: Session,
    *,
    comment_id: int,
    author_id: int,
    expected_revision_id: int | None,
    text: CommentText,
    rule_causes: Sequence[str],
    now: datetime,
) -> Comment:
    """Store a new text of the author's own comment, which waits for its verdict.

    The published text stays visible until then. A rejected comment becomes held,
    because a person has to review its new text.

    :raises NotFoundError: if the author has no such comment.
    :raises ConflictError: if it was deleted, or edited after the author loaded it.
    """
    comment = _own(session, comment_id, author_id)
    if expected_revision_id not in (None, comment.latest_revision_id):
        raise ConflictError(
            _(
                "This comment has been edited in the meantime, perhaps in another "
                "window. If you send this text, it replaces that one."
            ),
            {"now": {"revision_id": comment.latest_revision_id}},
        )
    drop_waiting(session, comment.id)
    number = session.scalars(
        select(Revision.number).where(Revision.id == comment.latest_revision_id)
    ).one()
    parked = comment.status is Status.AWAITING_AUTHOR
    state = ScoringState.PARKED if parked else ScoringState.WAITING
    add_revision(session, comment, text, state, rule_causes, number=number + 1, now=now)
    comment.edited_at = now
    to = Status.HELD if comment.status is Status.REJECTED else comment.status
    transitions.move(
        session, comment, to=to, cause=Cause.EDITED, now=now, actor_id=author_id
    )
    return comment


def delete(
    session: Session, *, comment_id: int, author_id: int, now: datetime
) -> Comment:
    """Delete the author's own comment. A placeholder stays if it has replies.

    :raises NotFoundError: if the author has no such comment.
    :raises ConflictError: if it is already deleted.
    """
    comment = _own(session, comment_id, author_id)
    drop_waiting(session, comment.id)
    transitions.move(
        session,
        comment,
        to=Status.DELETED,
        cause=Cause.DELETED,
        now=now,
        actor_id=author_id,
    )
    return comment


def release_parked(session: Session, *, author_id: int, now: datetime) -> int:
    """Queue the comments that waited for their author to confirm the address.

    :returns: the number of comments.
    """
    parked = session.scalars(
        select(Comment.id).where(
            Comment.author_id == author_id, Comment.status == Status.AWAITING_AUTHOR
        )
    ).all()
    for comment_id in parked:
        comment = transitions.lock(session, comment_id)
        session.execute(
            update(Revision)
            .where(
                Revision.comment_id == comment.id,
                Revision.scoring_state == ScoringState.PARKED,
            )
            .values(scoring_state=ScoringState.WAITING)
        )
        transitions.move(
            session,
            comment,
            to=Status.WAITING,
            cause=Cause.AUTHOR_VERIFIED,
            now=now,
            actor_id=author_id,
        )
    return len(parked)


def drop_waiting(session: Session, comment_id: int) -> None:
    """Remove every unscored revision of a comment from the queue, leased or not."""
    session.execute(
        update(Revision)
        .where(
            Revision.comment_id == comment_id,
            Revision.scoring_state.in_(
                [ScoringState.WAITING, ScoringState.PARKED, ScoringState.FAILED]
            ),
        )
        .values(scoring_state=ScoringState.DROPPED, lease_token=None, lease_until=None)
    )


def _own(session: Session, comment_id: int, author_id: int) -> Comment:
    comment = transitions.lock(session, comment_id)
    if comment.author_id != author_id:
        raise NotFoundError(_("This is not one of your comments."))
    if comment.status is Status.DELETED:
        raise ConflictError(_("This comment was deleted."))
    return comment
