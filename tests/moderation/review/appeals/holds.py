"""Held comments, and people who can act on them."""

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
from moderation.intake.worker import Worker
from moderation.review.appeals.inputs import AppealComment
from moderation.review.appeals.rules import AppealOutcome
from moderation.review.appeals.services import appeals
from moderation.review.decisions.inputs import DecideItem, UndoDecision
from moderation.review.decisions.services import decisions
from moderation.review.items.models import ReviewItem
from moderation.review.items.queue_views import DeskContext, QueueView
from moderation.review.items.rules import Action, Reason
from moderation.review.queue.services import queue
from moderation.review.queue.services.cards import Card
from moderation.review.statements.services import statements
from moderation.scoring.runtime.fixed_scorer import FixedScorer

PASTED = "They are vermin, as everybody who ever took the ferry knows by now"
WORDS = "It is what the minister said."


@dataclass
class Held:
    """Two held near-duplicates, and people who can act on them."""

    database: Database
    now: datetime
    site_id: int
    author: Actor
    edith: Actor
    lead_id: int
    comment_id: int
    """The comment that the author speaks for: a copy of the lead's."""

    def ask(self, text: str = WORDS) -> None:
        with self.database.unit_of_work(write=True) as work:
            appeals.open_appeal(
                work.session,
                AppealComment(comment_id=self.comment_id, text=text),
                author_id=self.author.account_id,
                now=self.now,
            )

    def decide(self, action: Action) -> int:
        with self.database.unit_of_work(write=True) as work:
            return decisions.decide(
                work.session,
                DecideItem(
                    item_id=self.item_id(),
                    action=action,
                    reason=Reason.HATE,
                    note="",
                    revision_id=None,
                ),
                moderator_id=self.edith.account_id,
                now=self.now,
            ).id

    def undo(self, decision_id: int) -> None:
        with self.database.unit_of_work(write=True) as work:
            decisions.undo(
                work.session,
                UndoDecision(decision_id=decision_id),
                moderator_id=self.edith.account_id,
                now=self.now,
            )

    def edit(self, text: str) -> None:
        with self.database.unit_of_work(write=True) as work:
            comment = work.session.get_one(Comment, self.comment_id)
            submission.edit(
                work.session,
                EditComment(
                    comment_id=self.comment_id,
                    revision_id=comment.latest_revision_id,
                    text=read(text, longest=10_000),
                ),
                actor=self.author,
                now=self.now,
            )
        Worker(self.database, FixedScorer()).run_once()

    @property
    def desk_context(self) -> DeskContext:
        return DeskContext(self.site_id, self.edith.account_id, self.now)

    def cards(self, **view: str) -> list[Card]:
        with self.database.unit_of_work(write=False) as work:
            somebody = DeskContext(self.site_id, 0, self.now)
            page = queue.page(
                work.session, context=somebody, view=QueueView.parse(view)
            )
            return page.cards

    def item_id(self) -> int:
        with self.database.unit_of_work(write=False) as work:
            query = select(ReviewItem.id).order_by(ReviewItem.id.desc())
            mine = query.where(ReviewItem.comment_id == self.comment_id)
            return work.session.scalars(mine).first() or 0

    def status(self) -> Status:
        with self.database.unit_of_work(write=False) as work:
            return work.session.get_one(Comment, self.comment_id).status

    def told(self) -> tuple[str, AppealOutcome | None] | None:
        """Return the author's own appeal and its answer, as the author reads them."""
        with self.database.unit_of_work(write=False) as work:
            word = statements.word_against_hold(work.session, self.comment_id)
            return (word.text, word.outcome) if word else None
