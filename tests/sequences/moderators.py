"""Acts of moderators: claim, decide, undo, impose sanctions, answer appeals."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.stateful import rule

from moderation.discussion.models import Comment
from moderation.review.appeals.inputs import AnswerAppeal
from moderation.review.appeals.rules import AppealOutcome
from moderation.review.appeals.services import sanction_appeals
from moderation.review.decisions.inputs import DecideItem, UndoDecision
from moderation.review.decisions.services import decisions
from moderation.review.items.models import Decision
from moderation.review.items.rules import Action, Reason
from moderation.review.items.services import claims
from moderation.review.sanctions.inputs import (
    ConfirmSanction,
    ImposeSanction,
    LiftSanction,
)
from moderation.review.sanctions.rules import SANCTION_RULES, SanctionKind
from moderation.review.sanctions.services import sanctions, sanctions_in_force
from tests.sequences.desk import (
    DECIDED,
    NOT_UNDONE,
    OPEN,
    PLACE,
    SANCTION,
    UNANSWERED,
    Desk,
    pick,
)


class Moderators(Desk):
    """Three moderators."""

    @rule(place=PLACE, who=PLACE, action=st.sampled_from(Action))
    def decide(self, place: int, who: int, action: Action) -> None:
        """A moderator decides an open item."""
        with self.attempt() as session:
            decisions.decide(
                session,
                DecideItem(
                    item_id=pick(session, OPEN, place),
                    action=action,
                    reason=Reason.HATE if action is Action.REJECT else None,
                    note="",
                    revision_id=None,
                ),
                moderator_id=self.moderator(who),
                now=self.now,
            )

    @rule(place=PLACE, who=PLACE)
    def claim(self, place: int, who: int) -> None:
        """A moderator claims an open item."""
        with self.attempt() as session:
            claims.claim(
                session,
                item_id=pick(session, OPEN, place),
                moderator_id=self.moderator(who),
                now=self.now,
            )

    @rule(place=PLACE, who=PLACE, action=st.sampled_from(Action))
    def decide_and_undo(self, place: int, who: int, action: Action) -> None:
        """A moderator decides and undoes the decision."""
        self.decide(place, who, action)
        self.undo(0, who)

    @rule(place=PLACE, who=PLACE)
    def undo(self, place: int, who: int) -> None:
        """A moderator undoes a recent or an older decision."""
        with self.attempt() as session:
            decisions.undo(
                session,
                UndoDecision(decision_id=pick(session, NOT_UNDONE, place)),
                moderator_id=self.moderator(who),
                now=self.now,
            )

    @rule(place=PLACE, who=PLACE, kind=st.sampled_from(SanctionKind))
    def sanction(self, place: int, who: int, kind: SanctionKind) -> None:
        """A moderator imposes a sanction because of a decision, or proposes one."""
        with self.attempt() as session:
            decision = session.get(Decision, pick(session, DECIDED, place))
            if decision is None:
                return
            comment = session.get_one(Comment, decision.comment_id)
            sanctions.impose(
                session,
                ImposeSanction(
                    account_id=comment.author_id,
                    kind=kind,
                    reason=Reason.HATE,
                    days=1 if SANCTION_RULES[kind].needs_end else None,
                    decision_id=decision.id,
                ),
                site_id=1,
                moderator_id=self.moderator(who),
                needs_second=sanctions_in_force.needs_second(session, kind),
                now=self.now,
            )

    @rule(place=PLACE, who=PLACE, is_confirmed=st.booleans())
    def confirm_or_lift(self, place: int, who: int, *, is_confirmed: bool) -> None:
        """A second moderator confirms a sanction, or somebody lifts it."""
        with self.attempt() as session:
            sanction_id = pick(session, SANCTION, place)
            by = {"site_id": 1, "moderator_id": self.moderator(who)}
            if is_confirmed:
                change = ConfirmSanction(sanction_id)
                sanctions.confirm(session, change, **by, now=self.now)
            else:
                sanctions.lift(session, LiftSanction(sanction_id), **by, now=self.now)

    @rule(place=PLACE, who=PLACE, outcome=st.sampled_from(AppealOutcome))
    def answer(self, place: int, who: int, outcome: AppealOutcome) -> None:
        """A moderator answers an appeal against a sanction."""
        with self.attempt() as session:
            sanction_appeals.answer(
                session,
                AnswerAppeal(
                    appeal_id=pick(session, UNANSWERED, place),
                    outcome=outcome,
                    reason="He was quoted.",
                ),
                site_id=1,
                moderator_id=self.moderator(who),
                now=self.now,
            )
