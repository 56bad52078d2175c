"""Reports by visitors without an account, which have less weight.

Nobody is accountable for such a report, so its item ranks below those of readers and of
the classifier. A text that a moderator has approved is reopened only after reports from
several networks, unless it is reported as illegal.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import String, cast, func, select, update
from sqlalchemy.orm import Session

from auth.core.errors import InvalidError, NotFoundError
from auth.core.formats import number
from auth.core.translation import gettext as _
from auth.db import upserts
from moderation.discussion.models import Comment, Revision
from moderation.discussion.rules import Status
from moderation.discussion.services import transitions
from moderation.platform import events
from moderation.policy.rules import CauseKind, VerdictCause
from moderation.review.items.models import Decision
from moderation.review.items.rules import Action, ReportReason
from moderation.review.items.services import items
from moderation.review.reports.events import CommentReported
from moderation.review.reports.inputs import ReportComment
from moderation.review.reports.services.reports import NOTE_LENGTH, NOTE_TOO_LONG
from moderation.review.reports.visitor_report_models import VisitorReport

PROBABILITY = 0.1
"""The probability, for ranking, that such a report is right. For a reader's it is
0.5."""

REOPENED_BY = 3
"""The number of networks that have to report an approved text."""

NETWORK_KEPT = timedelta(days=30)
"""How long the network of a report stays recognizable."""


def report(
    session: Session, change: ReportComment, *, network_digest: str, now: datetime
) -> bool:
    """Store a visitor's report of a visible comment, and return whether it is new.

    :raises NotFoundError: if the comment is not visible.
    :raises InvalidError: if the note is too long.
    """
    if len(change.note) > NOTE_LENGTH:
        raise InvalidError(
            NOTE_TOO_LONG % {"most": number(NOTE_LENGTH)}, {"field": "note"}
        )
    comment = transitions.lock(session, change.comment_id)
    if comment.status is not Status.PUBLISHED or comment.shown_revision_id is None:
        raise NotFoundError(_("There is no such comment."))
    is_new = upserts.add_once(
        session,
        VisitorReport,
        {
            "comment_id": comment.id,
            "revision_id": comment.shown_revision_id,
            "network_digest": network_digest,
            "reason": change.reason,
            "note": change.note.strip(),
            "created_at": now,
        },
    )
    if is_new and _is_for_a_person(session, comment, change.reason):
        _queue(session, comment, change.reason, now)
    return is_new


def forget_networks(session: Session, *, now: datetime) -> int:
    """Remove the networks of old reports; return the number of reports.

    The reports stay. The id of a report replaces the digest, so that it still counts as
    one network.
    """
    own = cast(VisitorReport.id, String)
    forgotten = session.scalars(
        update(VisitorReport)
        .where(
            VisitorReport.created_at < now - NETWORK_KEPT,
            VisitorReport.network_digest != own,
        )
        .values(network_digest=own)
        .returning(VisitorReport.id)
        .execution_options(synchronize_session=False)
    )
    return len(forgotten.all())


def _is_for_a_person(session: Session, comment: Comment, reason: ReportReason) -> bool:
    if reason is ReportReason.ILLEGAL or items.open_for(session, comment.id):
        return True
    revision_id = comment.shown_revision_id
    approved = select(Decision.id).where(
        Decision.comment_id == comment.id,
        Decision.revision_id == revision_id,
        Decision.action == Action.APPROVE,
        Decision.undone_at.is_(None),
    )
    if session.scalar(approved.limit(1)) is None:
        return True
    reported = select(func.count()).where(VisitorReport.revision_id == revision_id)
    return (session.scalar(reported) or 0) >= REOPENED_BY


def _queue(
    session: Session, comment: Comment, reason: ReportReason, now: datetime
) -> None:
    cause = VerdictCause(CauseKind.REPORT, rule=reason.value, score=PROBABILITY)
    revision = session.get_one(Revision, comment.latest_revision_id)
    items.open_item(
        session, comment=comment, revision=revision, causes=[cause], now=now
    )
    events.record(session, CommentReported(comment.id, now))
