"""A desk with one held comment, and what people do there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from auth.core.actor import Actor
from auth.core.models import Account
from auth.db.database import Database
from moderation.discussion.models import Comment
from moderation.discussion.rules import Status
from moderation.discussion.text import read
from moderation.intake.inputs import EditComment
from moderation.intake.services import submission
from moderation.review.decisions.inputs import DecideItem, UndoDecision
from moderation.review.decisions.services import decisions
from moderation.review.items.models import Decision, ReviewItem
from moderation.review.items.rules import Action, Reason, ReportReason
from moderation.review.items.services import claims
from moderation.review.reports.inputs import ReportComment
from moderation.review.reports.services import reports
from tests import newsroom


@dataclass
class Desk:
    """A newsroom with one held comment and two moderators."""

    database: Database
    comment_id: int
    item_id: int
    edith: Actor
    samuel: Actor
    reader: Actor

    def decide(
        self,
        who: Actor,
        action: Action,
        now: datetime,
        *,
        reason: Reason | None = Reason.HATE,
        revision_id: int | None = None,
    ) -> None:
        with self.database.unit_of_work(write=True) as work:
            decisions.decide(
                work.session,
                DecideItem(
                    item_id=self.item_id,
                    action=action,
                    reason=reason,
                    note="",
                    revision_id=revision_id,
                ),
                moderator_id=who.account_id,
                now=now,
            )

    def status(self) -> Status:
        with self.database.unit_of_work(write=False) as work:
            return work.session.get_one(Comment, self.comment_id).status


def claim(desk: Desk, who: Actor, now: datetime) -> None:
    """Claim the item as a moderator."""
    with desk.database.unit_of_work(write=True) as work:
        claims.claim(
            work.session, item_id=desk.item_id, moderator_id=who.account_id, now=now
        )


def edit(desk: Desk, text: str, now: datetime) -> None:
    """Edit the comment as its author."""
    with desk.database.unit_of_work(write=True) as work:
        session = work.session
        comment = session.get_one(Comment, desk.comment_id)
        author = newsroom.actor_of(session, session.get_one(Account, comment.author_id))
        submission.edit(
            session,
            EditComment(
                comment_id=comment.id,
                revision_id=comment.latest_revision_id,
                text=read(text, longest=100),
            ),
            actor=author,
            now=now,
        )


def shown_id(desk: Desk) -> int | None:
    """Return the revision that readers see."""
    with desk.database.unit_of_work(write=False) as work:
        return work.session.get_one(Comment, desk.comment_id).shown_revision_id


def report(desk: Desk, now: datetime) -> None:
    """Report the comment as a reader; the desk's item is then the new one."""
    with desk.database.unit_of_work(write=True) as work:
        reports.report(
            work.session,
            ReportComment(
                comment_id=desk.comment_id, reason=ReportReason.INSULT, note=""
            ),
            reporter_id=desk.reader.account_id,
            now=now,
        )
        desk.item_id = work.session.scalars(
            select(ReviewItem.id).where(ReviewItem.closed_at.is_(None))
        ).one()


def undo(desk: Desk, now: datetime) -> None:
    """Undo the last decision as Samuel."""
    with desk.database.unit_of_work(write=True) as work:
        decision_id = work.session.scalars(
            select(Decision.id).order_by(Decision.id.desc())
        ).first()
        decisions.undo(
            work.session,
            UndoDecision(decision_id=decision_id or 0),
            moderator_id=desk.samuel.account_id,
            now=now,
        )
