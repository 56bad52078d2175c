"""An author asks for a review of a held comment."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from auth.core.errors import ConflictError, InvalidError, NotFoundError
from moderation.discussion.rules import Status
from moderation.review.appeals.hold_appeal_models import HoldAppeal
from moderation.review.appeals.models import Appeal
from moderation.review.appeals.rules import AppealOutcome
from moderation.review.decisions.inputs import BeginBatch
from moderation.review.decisions.services import batches
from moderation.review.items.models import ReviewItem
from moderation.review.items.queue_views import DeskContext
from moderation.review.items.rules import Action, Reason
from moderation.review.queue.services import read_alone, score_ranges
from moderation.scoring.base.labels import Label
from tests.moderation.review.appeals.holds import WORDS, Held


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
