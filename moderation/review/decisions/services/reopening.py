"""Reopens or removes any comment on behalf of staff."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from auth.core import audit
from auth.core.errors import ConflictError, InvalidError
from auth.core.formats import number
from auth.core.translation import gettext as _
from moderation.discussion.models import Comment, Revision
from moderation.discussion.rules import Status
from moderation.discussion.services import transitions
from moderation.platform import events
from moderation.policy.rules import CauseKind, VerdictCause
from moderation.review.decisions.inputs import DecideItem, RemoveComment, ReopenComment
from moderation.review.decisions.services import decisions
from moderation.review.items.events import ItemRevisited
from moderation.review.items.models import Decision, ReviewCause, ReviewItem
from moderation.review.items.queue_views import DeskContext
from moderation.review.items.rules import NOTE_LENGTH, Action
from moderation.review.items.services import items, section_access

REMOVABLE = frozenset({Status.PUBLISHED, Status.HELD, Status.WAITING})
REOPENABLE = frozenset({Status.PUBLISHED, Status.REJECTED})


def open_again(
    session: Session, change: ReopenComment, *, context: DeskContext
) -> ReviewItem:
    """Put a comment back into the queue. It keeps its status until a decision.

    :raises NotFoundError: if this site has no such comment.
    :raises ConflictError: if it is in the queue, or neither published nor rejected.
    :raises InvalidError: if the note is too long.
    """
    words = change.note.strip()
    if len(words) > NOTE_LENGTH:
        message = _(
            "A note can have at most %(most)s characters.", most=number(NOTE_LENGTH)
        )
        raise InvalidError(message, {"field": "note"})
    comment = _of_site(session, context, change.comment_id)
    if comment.status not in REOPENABLE:
        raise ConflictError(
            _("Only published or rejected comments can be opened again.")
        )
    item = _open_item(session, context, comment)
    if item is not None and _is_asked_for(session, item):
        raise ConflictError(_("This comment is already in the queue."))
    item = _opened(session, context, comment, is_removal=False, note=words)
    audit.record(
        session,
        actor_id=context.moderator_id,
        action="review.open_again",
        subject=("comment", comment.id),
        site_id=context.site_id,
        now=context.now,
        detail={"item_id": item.id},
    )
    return item


def remove(
    session: Session, change: RemoveComment, *, context: DeskContext
) -> Decision:
    """Reject a comment that is published or waits, as an ordinary decision.

    :raises NotFoundError: if this site has no such comment.
    :raises InvalidError: if there is no reason, or the note is too long.
    :raises ConflictError: if it is already removed, somebody else has claimed it, or
        its text changed.
    :raises ForbiddenError: if somebody else has to make the decision.
    """
    comment = _of_site(session, context, change.comment_id)
    if comment.status not in REMOVABLE:
        raise ConflictError(_("This comment is already hidden from readers."))
    item = _open_item(session, context, comment)
    if item is None or not _is_asked_for(session, item):
        item = _opened(session, context, comment, is_removal=True, note="")
    return decisions.decide(
        session,
        DecideItem(
            item_id=item.id,
            action=Action.REJECT,
            reason=change.reason,
            note=change.note,
            words=change.words,
            legal_ground=change.legal_ground,
            revision_id=change.revision_id,
        ),
        moderator_id=context.moderator_id,
        now=context.now,
    )


def _of_site(session: Session, context: DeskContext, comment_id: int) -> Comment:
    section_access.article_of(session, context, comment_id)
    return transitions.lock(session, comment_id)


def _opened(
    session: Session,
    context: DeskContext,
    comment: Comment,
    *,
    is_removal: bool,
    note: str,
) -> ReviewItem:
    cause = VerdictCause(
        CauseKind.STAFF, rule=items.REMOVAL if is_removal else "opened again"
    )
    revision = session.get_one(Revision, comment.latest_revision_id)
    item = items.open_item(
        session, comment=comment, revision=revision, causes=[cause], now=context.now
    )
    if note:
        stored = session.scalars(
            select(ReviewCause)
            .where(ReviewCause.item_id == item.id)
            .order_by(ReviewCause.id.desc())
            .limit(1)
        ).one()
        stored.detail = stored.detail | {"note": note}
        session.flush()
    return item


def _open_item(
    session: Session, context: DeskContext, comment: Comment
) -> ReviewItem | None:
    """Return the comment's open item after the moderator's return to it."""
    item = items.open_for(session, comment.id)
    if item is not None:
        events.record(session, ItemRevisited(item.id, context.moderator_id))
    return item


def _is_asked_for(session: Session, item: ReviewItem) -> bool:
    """Whether anything still needs the item. A dropped second review does not."""
    causes = select(ReviewCause.id).where(ReviewCause.item_id == item.id).limit(1)
    return session.scalar(causes) is not None
