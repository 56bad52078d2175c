"""A text that several people pasted, on the desk."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from auth.core.actor import Actor
from auth.db.database import Database
from moderation.review.decisions.inputs import DecideItem, Ruling, UndoDecision
from moderation.review.decisions.services import bulk, decisions
from moderation.review.items.models import Decision
from moderation.review.items.queue_views import DeskContext, QueueView
from moderation.review.items.rules import Action, Reason
from moderation.review.queue.services import cards, queue

PASTED = "Everybody knows that the crossing was never shut, ask the drivers yourself"
OTHER = "The third paragraph speaks of a ferry; there has been none since the spring"


@dataclass
class Brigade:
    """A newsroom in which one text was pasted three times and another posted once."""

    database: Database
    site_id: int
    edith: Actor
    samuel: Actor
    now: datetime
    item_ids: list[int]

    @property
    def desk_context(self) -> DeskContext:
        return DeskContext(self.site_id, self.edith.account_id, self.now)

    def listed(self, view: QueueView) -> list[tuple[int, int]]:
        with self.database.unit_of_work(write=False) as work:
            page = queue.page(work.session, context=self.desk_context, view=view)
            return sorted((card.item.id, card.copies) for card in page.cards)

    def reject(self, item_id: int) -> bulk.BulkResult:
        ruling = Ruling(Action.REJECT, Reason.SPAM)
        with self.database.unit_of_work(write=True) as work:
            outcome = self._decide_copies(work.session, item_id, ruling)
            self._decide(work.session, item_id)
        return outcome

    def reject_together(self, item_id: int) -> int:
        """Reject an item with its near-duplicates as the page does, and tie them."""
        ruling = Ruling(Action.REJECT, Reason.SPAM)
        with self.database.unit_of_work(write=True) as work:
            copies = self._decide_copies(work.session, item_id, ruling)
            lead = self._decide(work.session, item_id)
            bulk.link_copies(work.session, lead=lead, copies=copies)
            return lead.id

    def undo(self, decision_id: int) -> bulk.BulkResult:
        """Take a decision back with what was made with it."""
        with self.database.unit_of_work(write=True) as work:
            _, copies = bulk.undo_together(
                work.session, UndoDecision(decision_id), context=self.desk_context
            )
        return copies

    def reject_alone(self, item_id: int) -> None:
        with self.database.unit_of_work(write=True) as work:
            self._decide(work.session, item_id)

    def _decide_copies(
        self, session: Session, item_id: int, ruling: Ruling
    ) -> bulk.BulkResult:
        """Decide all near-duplicates of an item, as its card has them."""
        [card] = cards.cards(session, [item_id], context=self.desk_context)
        copies = tuple(
            (copy.item_id, copy.revision_id)
            for group in card.duplicate_groups
            for copy in group.copies
        )
        change = replace(ruling.on(item_id, None), copies=copies)
        return bulk.decide_copies(session, change, context=self.desk_context)

    def _decide(self, session: Session, item_id: int) -> Decision:
        return decisions.decide(
            session,
            DecideItem(
                item_id=item_id,
                action=Action.REJECT,
                reason=Reason.SPAM,
                note="",
                revision_id=None,
            ),
            moderator_id=self.edith.account_id,
            now=self.now,
        )
