"""Violent text is covered for moderators who want this; blind cards reveal nothing."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from auth.core.permissions import Role
from moderation.discussion.rules import Status
from moderation.intake.worker import Worker
from moderation.review.items.models import ReviewItem
from moderation.scoring.base.labels import Label
from moderation.scoring.runtime.fixed_scorer import FixedScorer
from tests.calling import Caller, Newsroom

SCORES = {"harm": {Label.THREAT: 0.97}, "clown": {Label.INSULT: 0.97}}
COVERED = "Show the text"


@pytest.fixture
def moderator(called: Newsroom) -> Caller:
    """A moderator at a queue with a threat, an insult, and a card that is blind."""
    caller, _ = called.person("Mo", Role.MODERATOR)
    _, ann = called.person("Ann")
    for text in ("I come to harm you", "You clown"):
        called.comment(ann, text, status=Status.WAITING)
    Worker(called.database, FixedScorer(SCORES)).run_once()
    return caller


def page(moderator: Caller, path: str = "/queue") -> str:
    return str(moderator.client.get(path).get_data(as_text=True))


def test_violent_text_is_covered_only_for_who_wants_it(
    called: Newsroom, moderator: Caller
) -> None:
    other, _ = called.person("Max", Role.MODERATOR)

    moderator.send("/queue/settings", veils_violence="yes")

    assert page(moderator).count(COVERED) == 1
    assert COVERED not in page(other)


def test_the_cover_lies_over_many_at_once_too(moderator: Caller) -> None:
    path = "/queue/batch?label=threat&low=90&high=100"
    assert "harm you" in page(moderator, path)

    moderator.send("/queue/settings", veils_violence="yes")

    assert "harm you" not in page(moderator, path)


def test_the_cover_can_be_given_up(moderator: Caller) -> None:
    moderator.send("/queue/settings", veils_violence="yes")
    moderator.send("/queue/settings")

    assert COVERED not in page(moderator)


def test_a_blind_card_tells_neither_score_nor_mark_nor_view(
    called: Newsroom, moderator: Caller
) -> None:
    moderator.send("/queue/settings", veils_violence="yes")
    with called.database.unit_of_work(write=True) as work:
        work.session.execute(update(ReviewItem).values(is_blind=True))

    for path in ("/queue", "/queue/items/1"):
        shown = page(moderator, path)
        assert "harm you" in shown
        for told in ("<mark", "Marked:", "0.97", COVERED, "Expected harm"):
            assert told not in shown
    assert "harm you" not in page(moderator, "/queue?label=threat")
    assert "harm you" not in page(moderator, "/queue?level=hold")
    batch = page(moderator, "/queue/batch?label=threat&low=90&high=100")
    assert "harm you" not in batch
