"""How many statements it takes to submit a comment, to judge it and to decide on it.

The article, the profile and the sanctions in force are loaded once for each. Numbers
are of one unit of work on SQLite, its BEGIN included.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from auth.core.permissions import Role
from moderation.discussion.models import Article, Comment, Revision
from moderation.intake.services import judging
from moderation.platform import leases
from moderation.review.decisions.inputs import DecideItem, UndoDecision
from moderation.review.decisions.services import decisions
from moderation.review.items.models import Decision, ReviewItem
from moderation.review.items.rules import Action, Reason
from moderation.scoring.base.labels import Label
from tests import counting, newsroom
from tests.calling import Newsroom

SAID = (
    "The bridge was closed again this morning, and nobody told the people of the town."
)
HARMLESS, TOXIC = 0.01, 0.99


class Life:
    """A reply to a published comment, on its way through the newsroom."""

    def __init__(self, called: Newsroom) -> None:
        self.called = called
        _, other = called.person("Rashid")
        _, self.author = called.person("Nour")
        _, self.moderator = called.person("Edith", Role.MODERATOR)
        self.parent_id = called.comment(other, "What do you think of it?")
        self.comment_id = 0
        self.sent: list[str] = []

    def cost(self, act: Callable[[Session], object], *, write: bool = True) -> int:
        """Return how many statements *act* takes in a unit of work of its own."""
        database = self.called.database
        with (
            counting.statements(database) as sent,
            database.unit_of_work(write=write) as work,
        ):
            act(work.session)
        self.sent = sent
        return len(sent)

    def loaded(self, table: str) -> int:
        """Return how many statements of the last act read rows of *table* first."""
        return sum(
            re.search(rf"^SELECT .*?\sFROM {table}\b", each, re.DOTALL) is not None
            for each in self.sent
        )

    def submit(self, session: Session) -> None:
        article = session.scalars(select(Article)).one()
        parent = session.get_one(Comment, self.parent_id)
        comment = newsroom.post(
            session, self.author, article, SAID, now=self.called.now, parent=parent
        )
        self.comment_id = comment.id

    def claim(self, toxicity: float) -> tuple[judging.ScoringResult, str]:
        """Claim the comment as a worker does; return its answer and the lease."""
        with self.called.database.unit_of_work(write=True) as work:
            claim = leases.claim(
                work.session,
                Revision,
                Revision.comment_id == self.comment_id,
                now=self.called.now,
            )
        scores: dict[Label, float | None] = dict.fromkeys(Label, 0.0)
        scores[Label.TOXICITY] = toxicity
        return judging.ScoringResult(claim.ids[0], scores, ("fixed", "1")), claim.token

    def judge(self, toxicity: float) -> int:
        """Return what it takes to see who needs a person, and to store the verdict."""
        answer, token = self.claim(toxicity)
        look = self.cost(lambda it: judging.for_a_person(it, [answer]), write=False)
        now = self.called.now
        return look + self.cost(
            lambda session: judging.finish(session, answer, token=token, now=now)
        )

    def decide(self, action: Action) -> int:
        """Return what it takes to decide on the comment."""
        reason = Reason.HATE if action is Action.REJECT else None
        with self.called.database.unit_of_work(write=False) as work:
            item_id = work.session.scalars(select(ReviewItem.id)).one()
        change = DecideItem(action, reason, item_id=item_id, revision_id=None)
        moderator_id, now = self.moderator.account_id, self.called.now
        return self.cost(
            lambda session: decisions.decide(
                session, change, moderator_id=moderator_id, now=now
            )
        )

    def undo(self) -> int:
        """Return what it takes to take the decision back."""
        with self.called.database.unit_of_work(write=False) as work:
            change = UndoDecision(work.session.scalars(select(Decision.id)).one())
        moderator_id, now = self.moderator.account_id, self.called.now
        return self.cost(
            lambda session: decisions.undo(
                session, change, moderator_id=moderator_id, now=now
            )
        )


@pytest.fixture
def life(called: Newsroom) -> Life:
    return Life(called)


def test_a_reply_is_submitted_with_few_statements(life: Life) -> None:
    # Three of them find the site, the article and the parent, as the edge does. One
    # reads which endpoints are told of events.
    assert life.cost(life.submit) <= 18


@pytest.mark.parametrize(
    "table", ["article", "coverage", "profile_version", "sanction"]
)
def test_a_submission_loads_once_what_it_needs_several_times(
    life: Life, table: str
) -> None:
    life.cost(life.submit)

    assert life.loaded(table) == 1


@pytest.mark.parametrize(("toxicity", "most"), [(HARMLESS, 33), (TOXIC, 29)])
def test_a_reply_is_judged_with_few_statements(
    life: Life, toxicity: float, most: int
) -> None:
    life.cost(life.submit)

    assert life.judge(toxicity) <= most


@pytest.mark.parametrize("table", ["article", "coverage", "profile_version"])
def test_a_verdict_loads_once_what_it_needs_several_times(
    life: Life, table: str
) -> None:
    life.cost(life.submit)
    life.judge(TOXIC)

    assert life.loaded(table) == 1


@pytest.mark.parametrize(
    ("action", "most", "undone"), [(Action.APPROVE, 34, 35), (Action.REJECT, 22, 32)]
)
def test_a_decision_is_made_and_undone_with_few_statements(
    life: Life, action: Action, most: int, undone: int
) -> None:
    # An approval reads the text that becomes visible, which may name people.
    life.cost(life.submit)
    life.judge(TOXIC)

    assert life.decide(action) <= most
    assert life.undo() <= undone
