"""An author asks for a review of a held comment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from auth.core.actor import Actor
from auth.core.errors import ConflictError, InvalidError, NotFoundError
from auth.core.models import Site
from auth.core.permissions import Role
from auth.db.database import Database
from moderation.discussion.models import Comment
from moderation.discussion.rules import Status
from moderation.discussion.text import read
from moderation.intake.inputs import EditComment
from moderation.intake.services import submission
from moderation.intake.worker import Worker
from moderation.review.appeals.hold_appeal_models import HoldAppeal
from moderation.review.appeals.inputs import AppealComment
from moderation.review.appeals.models import Appeal
from moderation.review.appeals.rules import AppealOutcome
from moderation.review.appeals.services import appeals
from moderation.review.decisions.inputs import (
    BeginBatch,
    DecideItem,
    UndoDecision,
)
from moderation.review.decisions.services import batches, decisions
from moderation.review.items.models import ReviewItem
from moderation.review.items.queue_views import DeskContext, QueueView
from moderation.review.items.rules import Action, Reason
from moderation.review.queue.services import queue, read_alone, score_ranges
from moderation.review.queue.services.cards import Card
from moderation.review.statements.services import statements
from moderation.scoring.base.labels import Label
from moderation.scoring.runtime.fixed_scorer import FixedScorer
from tests import newsroom
from tests.calling import Newsroom

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


@pytest.fixture
def held(database: Database, now: datetime) -> Held:
    with database.unit_of_work(write=True) as work:
        session = work.session
        newsroom.ensure_newsroom(session, now=now)
        article = newsroom.article(session, now=now, subjects=newsroom.WAR)
        author = newsroom.person(session, "Nour", now=now)
        other = newsroom.person(session, "Rashid", now=now)
        edith = newsroom.person(session, "Edith", now=now, role=Role.MODERATOR)
        lead = newsroom.post(session, other, article, PASTED, now=now)
        copy = newsroom.post(session, author, article, f"{PASTED}!", now=now)
        site_id = session.scalars(select(Site.id)).one()
        ids = lead.id, copy.id
    Worker(database, FixedScorer()).run_once()
    return Held(database, now, site_id, author, edith, *ids)


def test_the_words_stand_beside_the_comment_in_the_queue(held: Held) -> None:
    held.ask()
    assert [card.asked for card in held.cards(cause="appeal")] == [WORDS]
    assert held.status() is Status.HELD


def test_a_comment_that_its_author_explained_has_a_card_of_its_own(held: Held) -> None:
    assert [card.copies for card in held.cards()] == [1]
    held.ask()
    assert [card.copies for card in held.cards()] == [0, 0]


def test_an_explained_hold_is_as_urgent_as_an_appeal(held: Held) -> None:
    with held.database.unit_of_work(write=True) as work:
        item = work.session.get_one(ReviewItem, held.item_id())
        item.probability, item.rank = 0.1, item.rank - 1.6
        before = item.rank
    held.ask()
    with held.database.unit_of_work(write=False) as work:
        item = work.session.get_one(ReviewItem, held.item_id())
        assert (item.probability, item.rank > before) == (0.5, True)


def test_an_edit_keeps_the_words_and_the_look_of_a_person(held: Held) -> None:
    held.ask()
    held.edit("They are our neighbours.")
    assert held.status() is Status.HELD
    assert [card.asked for card in held.cards(cause="appeal")] == [WORDS]


@pytest.mark.parametrize(
    ("action", "status", "told"),
    [
        (Action.APPROVE, Status.PUBLISHED, None),
        (Action.REJECT, Status.REJECTED, (WORDS, AppealOutcome.UPHELD)),
        (Action.ESCALATE, Status.HELD, (WORDS, None)),
    ],
)
def test_the_decision_is_the_answer(
    held: Held, action: Action, status: Status, told: object
) -> None:
    held.ask()
    held.decide(action)
    assert (held.status(), held.told()) == (status, told)


def test_a_decision_that_is_taken_back_leaves_the_words_waiting(held: Held) -> None:
    held.ask()
    held.undo(held.decide(Action.REJECT))
    assert held.told() == (WORDS, None)
    assert [card.asked for card in held.cards(cause="appeal")] == [WORDS]


def test_the_rejection_that_follows_can_be_appealed(held: Held) -> None:
    held.ask()
    held.decide(Action.REJECT)
    held.ask("He did say it.")
    assert "He did say it." in [card.appeal for card in held.cards()]


def test_words_that_come_after_the_rejection_are_an_appeal(held: Held) -> None:
    held.decide(Action.REJECT)
    held.ask()
    with held.database.unit_of_work(write=False) as work:
        assert work.session.scalars(select(Appeal.text)).all() == [WORDS]
        assert work.session.scalars(select(HoldAppeal.text)).all() == []


def test_a_review_is_asked_for_once(held: Held) -> None:
    held.ask()
    with pytest.raises(ConflictError, match="already"):
        held.ask()


def test_a_new_hold_is_another_to_speak_against(held: Held) -> None:
    held.ask()
    held.decide(Action.REJECT)
    held.edit("They are our neighbours.")
    held.ask("I took the word out.")
    assert held.told() == ("I took the word out.", None)


@pytest.mark.parametrize("text", ["", "   ", "x" * 2_001])
def test_an_explanation_of_a_hold_has_a_length_limit(held: Held, text: str) -> None:
    with pytest.raises(InvalidError, match="2,000"):
        held.ask(text)


def test_nobody_asks_for_a_review_of_anothers_comment(held: Held) -> None:
    held.author = held.edith
    with pytest.raises(NotFoundError):
        held.ask()


def test_no_batch_decides_over_an_authors_words(held: Held) -> None:
    score_range = score_ranges.ScoreRange(Label.TOXICITY, 0, 100)
    with held.database.unit_of_work(write=True) as work:
        batch_id = batches.begin(
            work.session,
            BeginBatch(Action.REJECT, Reason.SPAM, score_range=score_range),
            context=held.desk_context,
        ).id
    held.ask()
    with held.database.unit_of_work(write=True) as work:
        batch = batches.advance(
            work.session, context=held.desk_context, batch_id=batch_id
        )
        assert (batch.done, batch.refused) == (1, {str(read_alone.APPEALED): 1})
    assert held.status() is Status.HELD
    later = DeskContext(
        held.site_id, held.edith.account_id, held.now + timedelta(hours=1)
    )
    with held.database.unit_of_work(write=False) as work:
        assert (
            score_ranges.sample(work.session, context=later, score_range=score_range)
            == []
        )


def test_an_author_asks_on_the_page_and_a_moderator_reads_it(
    called: Newsroom,
) -> None:
    reader, author = called.person("Nour")
    edith, _ = called.person("Edith", Role.MODERATOR)
    comment_id = called.comment(author, "Hm.", status=Status.HELD, waits=True)
    page = f"/my-comments/{comment_id}/statement"
    assert "Ask for a review" in reader.client.get(page).get_data(as_text=True)

    answer = reader.send(f"/my-comments/{comment_id}/appeal", text=WORDS)

    assert answer.status_code == 303
    after = reader.client.get(page).get_data(as_text=True)
    assert WORDS in after
    assert "<textarea" not in after
    own = reader.client.get("/my-comments").get_data(as_text=True)
    assert "your request for a review" in own
    card = edith.client.get("/queue").get_data(as_text=True)
    assert WORDS in card
    assert "the author asks for it" in card


def test_without_words_the_page_is_shown_again(called: Newsroom) -> None:
    reader, author = called.person("Nour")
    comment_id = called.comment(author, "Hm.", status=Status.HELD, waits=True)
    before = called.rows()
    answer = reader.send(f"/my-comments/{comment_id}/appeal", text=" ")
    assert answer.status_code == 422
    assert 'id="text-error"' in answer.get_data(as_text=True)
    assert called.rows() == before


def test_a_program_asks_and_reads_what_became_of_it(called: Newsroom) -> None:
    reader, author = called.person("Nour")
    edith, _ = called.person("Edith", Role.MODERATOR)
    comment_id = called.comment(author, "Hm.", status=Status.HELD, waits=True)
    place = f"/comments/{comment_id}"
    key = {"Idempotency-Key": "one and the same"}

    sent = [
        reader.post(f"{place}/appeal", {"text": WORDS}, headers=key) for _ in range(2)
    ]
    review = reader.get(f"{place}/statement").json["review"]
    [item] = edith.get("/queue").json["items"]
    body = {"action": "reject", "reason": "hate", "revision_id": item["revision_id"]}
    edith.post(f"/queue/{item['id']}/decision", body)
    after = reader.get(f"{place}/statement").json

    assert [each.status_code for each in sent] == [201, 201]
    assert (review["text"], review["outcome"]) == (WORDS, None)
    assert item["author_says"] == WORDS
    assert (after["review"]["outcome"], after["appeal"]) == ("upheld", None)
