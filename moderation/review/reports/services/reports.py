"""Reports by readers. Each opens the comment's review item or joins it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from auth.core.errors import ConflictError, InvalidError, NotFoundError
from auth.core.formats import number
from auth.core.translation import gettext as _
from auth.core.translation import lazy_gettext
from moderation.discussion.events import CommentDeleted
from moderation.discussion.models import Article, Comment, Revision
from moderation.discussion.rules import Status
from moderation.discussion.services import transitions
from moderation.notifications.services import report_outcomes, telling
from moderation.platform import events
from moderation.policy.rules import CauseKind, VerdictCause
from moderation.review.items.events import DecisionMade, DecisionUndone
from moderation.review.items.models import Report, ReviewCause, ReviewItem
from moderation.review.items.services import items, standing_decisions
from moderation.review.reports.events import CommentReported
from moderation.review.reports.inputs import ReportComment
from moderation.review.sanctions.rules import Act
from moderation.review.sanctions.services import sanctions_in_force

NOTE_LENGTH = 500
NOTE_TOO_LONG = lazy_gettext("A note can have at most %(most)s characters.")


def report(
    session: Session, change: ReportComment, *, reporter_id: int, now: datetime
) -> Report:
    """Store a reader's report of the visible text, even if it was approved.

    :raises NotFoundError: if the comment is not visible.
    :raises ConflictError: if this reader has reported this text before.
    :raises InvalidError: if the note is too long, or the comment is their own.
    :raises ForbiddenError: while a sanction against the reporter forbids it.
    """
    if len(change.note) > NOTE_LENGTH:
        raise InvalidError(
            NOTE_TOO_LONG % {"most": number(NOTE_LENGTH)}, {"field": "note"}
        )
    comment = transitions.lock(session, change.comment_id)
    if comment.status is not Status.PUBLISHED or comment.shown_revision_id is None:
        raise NotFoundError(_("There is no such comment."))
    if comment.author_id == reporter_id:
        raise InvalidError(_("You cannot report your own comment. You can delete it."))
    _refuse_sanctioned(session, reporter_id, comment, now)
    if reported_among(session, reporter_id, [comment.id]):
        raise ConflictError(_("You have already reported this comment. Thank you."))
    stored = Report(
        comment_id=comment.id,
        revision_id=comment.shown_revision_id,
        reporter_id=reporter_id,
        reason=change.reason,
        note=change.note.strip(),
        created_at=now,
    )
    session.add(stored)
    session.flush()
    cause = VerdictCause(CauseKind.REPORT, rule=change.reason.value)
    # An item shows what its author wrote last, also while readers see the text before.
    revision = session.get_one(Revision, comment.latest_revision_id)
    items.open_item(
        session, comment=comment, revision=revision, causes=[cause], now=now
    )
    events.record(session, CommentReported(comment.id, now))
    return stored


def _refuse_sanctioned(
    session: Session, reporter_id: int, comment: Comment, now: datetime
) -> None:
    sanctions_in_force.refuse_sanctioned(
        session,
        account_id=reporter_id,
        site_id=session.get_one(Article, comment.article_id).site_id,
        now=now,
        act=Act.REPORT,
    )


def reported_among(
    session: Session, reporter_id: int, comment_ids: Collection[int]
) -> frozenset[int]:
    """Return the comments whose visible text this reader has reported."""
    return frozenset(session.scalars(reported_by(reporter_id, comment_ids)))


def reported_by(reporter_id: Any, comment_ids: Any) -> Select[int]:
    """Return the query for the comments whose visible text this reader has reported.

    The reader and the comments may be parameters of the query.
    """
    return (
        select(Report.comment_id)
        .join(Comment, Comment.id == Report.comment_id)
        .where(
            Report.reporter_id == reporter_id,
            Report.comment_id.in_(comment_ids),
            Report.revision_id == Comment.shown_revision_id,
        )
    )


def answer(session: Session, made: DecisionMade) -> None:
    """Notify the reporters of a comment that a moderator has decided.

    Leaves out reports from before the item was opened: an earlier decision answered
    them.
    """
    item = session.get_one(ReviewItem, made.item_id)
    reporters = session.scalars(
        select(Report.reporter_id).where(
            Report.comment_id == made.comment_id,
            Report.reporter_id != made.moderator_id,
            Report.created_at >= item.opened_at,
        )
    ).all()
    if reporters:
        comment = session.get_one(Comment, made.comment_id)
        report_outcomes.tell_reporters(session, comment, reporters, now=made.at)


def unanswer(session: Session, undone: DecisionUndone) -> None:
    """Withdraw what the reporters of a comment were told about an undone decision."""
    comment = session.get_one(Comment, undone.comment_id)
    report_outcomes.withdraw_from_reporters(session, comment)


def close_deleted(session: Session, deleted: CommentDeleted) -> None:
    """Close the item of a comment that its author deleted, unless it was reported.

    A reported comment stays in the queue with its text, because its author may deserve
    a sanction. If the newest decision is a rejection, the author's notification stays.
    The notification of an approval is deleted.
    """
    item = items.open_for(session, deleted.comment_id)
    if item is not None and not _is_reported(session, item):
        items.close(item, now=deleted.at)
    if standing_decisions.rejection(session, deleted.comment_id) is None:
        telling.forget_decided(session, deleted.comment_id)


def close_erased(session: Session, comment_id: int, *, now: datetime) -> None:
    """Close the item of a comment whose text has been erased."""
    item = items.open_for(session, comment_id)
    if item is not None:
        items.close(item, now=now)


def _is_reported(session: Session, item: ReviewItem) -> bool:
    reported = select(ReviewCause.id).where(
        ReviewCause.item_id == item.id,
        ReviewCause.kind.in_([CauseKind.REPORT, CauseKind.NOTICE]),
    )
    return session.scalar(reported.limit(1)) is not None
