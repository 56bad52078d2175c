"""A desk on which decisions get second reviews."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from auth.core.actor import Actor
from auth.core.permissions import Role
from auth.db.database import Database
from moderation.intake.worker import Worker
from moderation.notifications.models import Notification
from moderation.notifications.rules import NotificationKind
from moderation.review.decisions.inputs import DecideItem, UndoDecision
from moderation.review.decisions.services import decisions
from moderation.review.items.models import ReviewItem
from moderation.review.items.rules import Action, Reason
from moderation.review.quality.inputs import SetBlindShares
from moderation.review.quality.services import second_review
from moderation.review.sanctions.inputs import ImposeSanction
from moderation.review.sanctions.rules import SanctionKind
from moderation.review.sanctions.services import sanctions, sanctions_in_force
from moderation.scoring.runtime.fixed_scorer import FixedScorer
from tests import newsroom


@dataclass
class Desk:
    """A held comment and two moderators. Every decision gets a second review."""

    database: Database
    author: Actor
    edith: Actor
    samuel: Actor

    def decide(self, who: Actor, action: Action, now: datetime) -> int:
        """Decide the one open item; return the decision's id."""
        with self.database.unit_of_work(write=True) as work:
            return decisions.decide(
                work.session,
                DecideItem(
                    item_id=self.open_items()[0][0],
                    action=action,
                    reason=Reason.HATE if action is Action.REJECT else None,
                    note="",
                    revision_id=None,
                ),
                moderator_id=who.account_id,
                now=now,
            ).id

    def undo(self, who: Actor, decision_id: int, now: datetime) -> None:
        with self.database.unit_of_work(write=True) as work:
            decisions.undo(
                work.session,
                UndoDecision(decision_id=decision_id),
                moderator_id=who.account_id,
                now=now,
            )

    def suspend(self, decision_id: int, now: datetime) -> None:
        """Suspend the author because of a decision, as Edith."""
        with self.database.unit_of_work(write=True) as work:
            proposal = ImposeSanction(
                account_id=self.author.account_id,
                kind=SanctionKind.SUSPEND,
                reason=Reason.HATE,
                days=7,
                decision_id=decision_id,
            )
            sanctions.impose(
                work.session,
                proposal,
                site_id=1,
                moderator_id=self.edith.account_id,
                needs_second=False,
                now=now,
            )

    def in_force(self, now: datetime) -> list[SanctionKind]:
        """Return the sanctions against the author."""
        with self.database.unit_of_work(write=False) as work:
            found = sanctions_in_force.in_force(
                work.session, account_id=self.author.account_id, now=now
            )
            return [each.kind for each in found]

    def notifications(self) -> list[NotificationKind]:
        """Return the author's notifications."""
        with self.database.unit_of_work(write=False) as work:
            return list(work.session.scalars(select(Notification.kind)))

    def open_items(self) -> list[tuple[int, bool]]:
        """Return each open item and whether it is blind."""
        with self.database.unit_of_work(write=False) as work:
            rows = work.session.execute(
                select(ReviewItem.id, ReviewItem.is_blind).where(
                    ReviewItem.closed_at.is_(None)
                )
            )
            return [(row.id, row.is_blind) for row in rows]

    def figures(self) -> second_review.Figures:
        with self.database.unit_of_work(write=False) as work:
            return second_review.figures(work.session)


def opened(
    database: Database, now: datetime, *, second_share: float, blind_share: float = 0.0
) -> Desk:
    """Return a desk with shares of second reviews and of blind items."""
    with database.unit_of_work(write=True) as work:
        session = work.session
        newsroom.ensure_newsroom(session, now=now)
        article = newsroom.article(session, now=now)
        author = newsroom.person(session, "Nour", now=now)
        edith = newsroom.person(session, "Edith", now=now, role=Role.MODERATOR)
        samuel = newsroom.person(session, "Samuel", now=now, role=Role.MODERATOR)
        second_review.set_plan(
            session,
            SetBlindShares(second_share=second_share, blind_share=blind_share),
            actor_id=edith.account_id,
            now=now,
        )
        newsroom.post(session, author, article, "They are vermin.", now=now)
    Worker(database, FixedScorer()).run_once()
    return Desk(database, author, edith, samuel)
