"""The decisions of a newsroom that a classifier can learn from."""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from auth.core.actor import Actor
from auth.core.permissions import Role
from auth.db.database import Database
from moderation.discussion.models import Article, Comment, Revision, StatusChange
from moderation.discussion.rules import Cause, ScoringState
from moderation.review.items.models import Decision
from moderation.review.items.rules import Reason
from moderation.review.quality.sampling_models import AuditDraw
from moderation.review.quality.second_review_models import SecondReview
from moderation.scoring.base.labels import Label
from moderation.tuning.rules.teaching import APPROVED, taught
from moderation.tuning.services.own import standing_decisions
from tests import newsroom
from tests.judged import decided, judged


@pytest.mark.parametrize(
    ("reason", "labels"),
    [
        (Reason.HATE, {Label.TOXICITY, Label.IDENTITY_ATTACK}),
        (Reason.THREAT, {Label.TOXICITY, Label.THREAT}),
        (Reason.INSULT, {Label.TOXICITY, Label.INSULT}),
        (Reason.OBSCENE, {Label.TOXICITY, Label.OBSCENE}),
        (Reason.GLORIFIES_VIOLENCE, {Label.TOXICITY}),
        (None, {Label.TOXICITY}),
    ],
)
def test_a_rejection_teaches_the_labels_of_its_reason(
    reason: Reason | None, labels: set[Label]
) -> None:
    assert taught(is_rejected=True, reason=reason) == dict.fromkeys(labels, 1.0)


@pytest.mark.parametrize(
    "reason",
    [
        Reason.SPAM,
        Reason.OFF_TOPIC,
        Reason.MISINFORMATION,
        Reason.PERSONAL_DATA,
        Reason.OTHER,
        Reason.ILLEGAL,
    ],
)
def test_a_rejection_that_is_not_about_the_tone_teaches_nothing(reason: Reason) -> None:
    assert taught(is_rejected=True, reason=reason) is None


class Desk:
    """A reader, a moderator, and comments that were held."""

    def __init__(self, session: Session, now: datetime) -> None:
        newsroom.ensure_newsroom(session, now=now)
        self.session, self.now = session, now
        self.article: Article = newsroom.article(session, now=now)
        self.reader: Actor = newsroom.person(session, "Nour", now=now)
        self.edith = newsroom.person(session, "Edith", now=now, role=Role.MODERATOR)

    def decide(self, text: str, reason: Reason | None) -> Comment:
        comment = judged(
            self.session, self.reader, self.article, text, 0.99, now=self.now
        )
        decided(self.session, self.edith, comment, reason, now=self.now)
        return comment

    def take_over(self, text: str, state: str, reason: Reason | None = None) -> Comment:
        """Store a comment as an import does, with the decision made there."""
        comment = newsroom.post(
            self.session, self.reader, self.article, text, now=self.now
        )
        self.mark_imported(comment, state, reason)
        return comment

    def mark_imported(
        self, comment: Comment, state: str, reason: Reason | None = None
    ) -> None:
        """Note the decision that was made in the system that a comment comes from."""
        newsroom.latest(self.session, comment).scoring_state = ScoringState.IMPORTED
        self.session.add(
            StatusChange(
                comment_id=comment.id,
                revision_id=comment.latest_revision_id,
                at=self.now,
                to_status=comment.status,
                cause=Cause.IMPORTED,
                detail={"state": state} | ({"reason": reason.value} if reason else {}),
            )
        )
        self.session.flush()

    def decision_on(self, comment: Comment) -> Decision:
        return self.session.scalars(
            select(Decision).where(Decision.comment_id == comment.id)
        ).one()


def test_what_stands_is_read_and_what_was_undone_erased_or_is_advertising_is_not(
    database: Database, now: datetime
) -> None:
    with database.unit_of_work(write=True) as work:
        desk = Desk(work.session, now)
        desk.decide("Approved.", None)
        desk.decide("An insult.", Reason.INSULT)
        desk.decide("Buy this.", Reason.SPAM)
        desk.decision_on(desk.decide("Undone.", Reason.HATE)).undone_at = now
        gone = desk.decide("Erased.", Reason.HATE)
        revision = work.session.get_one(Revision, gone.latest_revision_id)
        revision.text = revision.html = revision.plain_text = ""

        found = standing_decisions.read(work.session)

    assert {each.text: each.is_rejected for each in found} == {
        "Approved.": False,
        "An insult.": True,
    }
    assert found[0].known == APPROVED


def test_a_drawn_comment_represents_others_and_a_second_review_is_noted(
    database: Database, now: datetime
) -> None:
    with database.unit_of_work(write=True) as work:
        desk = Desk(work.session, now)
        drawn, twice = desk.decide("Drawn.", None), desk.decide("Twice.", None)
        work.session.add(
            AuditDraw(
                revision_id=drawn.latest_revision_id,
                comment_id=drawn.id,
                probability=0.05,
                drawn_at=now,
            )
        )
        first = desk.decision_on(twice)
        work.session.add(
            SecondReview(first_id=first.id, item_id=first.item_id, second_id=first.id)
        )
        work.session.flush()

        found = standing_decisions.read(work.session)

    assert {each.text: (each.weight, each.is_reviewed_twice) for each in found} == {
        "Drawn.": (pytest.approx(20.0), False),
        "Twice.": (1.0, True),
    }


TAUGHT_THERE = {
    "Approved there.": (APPROVED, 1.0, False),
    "Rejected there.": ({Label.TOXICITY: 1.0}, 1.0, False),
    "A threat there.": ({Label.TOXICITY: 1.0, Label.THREAT: 1.0}, 1.0, False),
}
"""The imported decisions that teach: labels, weight, and whether two made them."""


@pytest.mark.parametrize("is_asked", [True, False], ids=["with the option", "without"])
def test_imported_decisions_count_once_each_and_only_with_the_option(
    database: Database, now: datetime, *, is_asked: bool
) -> None:
    with database.unit_of_work(write=True) as work:
        desk = Desk(work.session, now)
        desk.take_over("Approved there.", "approved")
        desk.take_over("Rejected there.", "rejected")
        desk.take_over("A threat there.", "rejected", Reason.THREAT)
        desk.take_over("Off topic there.", "rejected", Reason.OFF_TOPIC)
        desk.take_over("Advertising there.", "spam", Reason.SPAM)
        desk.take_over("Only published there.", "published")
        desk.decide("Decided here.", None)

        found = standing_decisions.read(work.session, imported=is_asked)

    here = {"Decided here.": (APPROVED, 1.0, False)}
    assert {
        each.text: (each.known, each.weight, each.is_reviewed_twice) for each in found
    } == here | (TAUGHT_THERE if is_asked else {})


def test_a_decision_made_here_replaces_the_imported_one(
    database: Database, now: datetime
) -> None:
    with database.unit_of_work(write=True) as work:
        desk = Desk(work.session, now)
        comment = desk.decide("Approved there, rejected here.", Reason.HATE)
        desk.mark_imported(comment, "approved")

        found = standing_decisions.read(work.session, imported=True)

    assert [each.is_rejected for each in found] == [True]
