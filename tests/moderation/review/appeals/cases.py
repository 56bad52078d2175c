"""A rejected comment, and people who can act on it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from auth.core.actor import Actor
from auth.db.database import Database
from moderation.discussion.models import Comment
from moderation.discussion.rules import Status
from moderation.discussion.text import read
from moderation.intake.inputs import EditComment
from moderation.intake.services import submission
from moderation.notifications.models import Notification
from moderation.notifications.rules import NotificationKind
from moderation.review.appeals.inputs import AppealComment
from moderation.review.appeals.models import Appeal
from moderation.review.appeals.rules import AppealOutcome
from moderation.review.appeals.services import appeals
from moderation.review.decisions.inputs import DecideItem, UndoDecision
from moderation.review.decisions.services import decisions
from moderation.review.items.models import ReviewItem
from moderation.review.items.rules import Action, Reason, ReportReason
from moderation.review.reports.inputs import ReportComment
from moderation.review.reports.services import reports
from moderation.review.sanctions.inputs import ImposeSanction
from moderation.review.sanctions.rules import SanctionKind
from moderation.review.sanctions.services import sanctions
from tests import newsroom

HATEFUL = "They are vermin."


@dataclass
class Case:
    """A comment that Edith rejected, so that its author may appeal."""

    database: Database
    comment_id: int
    author: Actor
    edith: Actor
    samuel: Actor
    rejection_id: int = 0

    def decide(self, who: Actor, action: Action, now: datetime) -> int:
        """Decide the comment's open item; return the decision's id."""
        with self.database.unit_of_work(write=True) as work:
            return decisions.decide(
                work.session,
                DecideItem(
                    item_id=self.item()[0],
                    action=action,
                    reason=Reason.HATE if action is Action.REJECT else None,
                    note="",
                    revision_id=None,
                ),
                moderator_id=who.account_id,
                now=now,
            ).id

    def undo(self, decision_id: int, now: datetime) -> None:
        with self.database.unit_of_work(write=True) as work:
            decisions.undo(
                work.session,
                UndoDecision(decision_id=decision_id),
                moderator_id=self.samuel.account_id,
                now=now,
            )

    def appeal(self, now: datetime, text: str = "I was quoting him.") -> None:
        with self.database.unit_of_work(write=True) as work:
            appeals.open_appeal(
                work.session,
                AppealComment(comment_id=self.comment_id, text=text),
                author_id=self.author.account_id,
                now=now,
            )

    def report(self, now: datetime) -> None:
        """Report the comment as another reader."""
        with self.database.unit_of_work(write=True) as work:
            reader = newsroom.person(work.session, "Rashid", now=now)
            reports.report(
                work.session,
                ReportComment(
                    comment_id=self.comment_id, reason=ReportReason.HATE, note=""
                ),
                reporter_id=reader.account_id,
                now=now,
            )

    def edit(self, text: str, now: datetime) -> None:
        """Edit the comment as its author."""
        with self.database.unit_of_work(write=True) as work:
            comment = work.session.get_one(Comment, self.comment_id)
            submission.edit(
                work.session,
                EditComment(
                    comment_id=comment.id,
                    revision_id=comment.latest_revision_id,
                    text=read(text, longest=100),
                ),
                actor=self.author,
                now=now,
            )

    def ban(self, now: datetime, *, because_of: int | None = None) -> None:
        """Ban the author as Edith."""
        proposal = ImposeSanction(
            account_id=self.author.account_id,
            kind=SanctionKind.BAN,
            reason=Reason.HATE,
            decision_id=because_of,
        )
        with self.database.unit_of_work(write=True) as work:
            sanctions.impose(
                work.session,
                proposal,
                site_id=1,
                moderator_id=self.edith.account_id,
                needs_second=False,
                now=now,
            )

    def item(self) -> tuple[int, bool, int | None]:
        """Return the open item's id, whether it is blind, and who decided first."""
        with self.database.unit_of_work(write=False) as work:
            item = work.session.scalars(
                select(ReviewItem).where(ReviewItem.closed_at.is_(None))
            ).one()
            return item.id, item.is_blind, item.first_decider_id

    def status(self) -> Status:
        with self.database.unit_of_work(write=False) as work:
            return work.session.get_one(Comment, self.comment_id).status

    def outcome(self) -> AppealOutcome | None:
        with self.database.unit_of_work(write=False) as work:
            return work.session.scalars(select(Appeal.outcome)).one()

    def notifications(self) -> list[NotificationKind]:
        with self.database.unit_of_work(write=False) as work:
            return list(
                work.session.scalars(
                    select(Notification.kind).where(
                        Notification.account_id == self.author.account_id
                    )
                )
            )
