"""Near-duplicates are found and stand on one card."""

from __future__ import annotations

import pytest

from moderation.review.items.models import ReviewItem
from moderation.review.items.queue_views import QueueView
from moderation.review.items.text_similarity import bands, shingles, similarity
from tests.moderation.review.items.brigades import OTHER, PASTED, Brigade


@pytest.mark.parametrize(
    ("one", "other", "are_alike"),
    [
        (PASTED, PASTED, True),
        (PASTED, f"{PASTED}!!! \U0001f602", True),
        (PASTED, PASTED.upper().replace(",", " \u2013"), True),
        (PASTED, f"{PASTED} please", True),
        (PASTED, OTHER, False),
        (PASTED, PASTED[::-1], False),
        ("Well said.", "Well said.", False),
    ],
)
def test_texts_are_alike_but_for_a_few_marks_and_words(
    one: str, other: str, *, are_alike: bool
) -> None:
    pieces, others = shingles(one), shingles(other)

    assert (similarity(pieces, others) >= 0.75) == are_alike
    assert bool(set(bands(pieces)) & set(bands(others))) == are_alike


def test_one_card_stands_for_its_near_duplicates(brigade: Brigade) -> None:
    first, _, alone, _ = brigade.item_ids

    assert brigade.listed(QueueView()) == [(first, 2), (alone, 0)]


def test_a_view_of_one_article_shows_each_copy(brigade: Brigade) -> None:
    found = brigade.listed(QueueView(article="truce"))

    assert [item_id for item_id, _ in found] == brigade.item_ids


def test_when_the_first_is_decided_alone_the_next_stands_for_the_rest(
    brigade: Brigade,
) -> None:
    first, second, alone, _ = brigade.item_ids

    brigade.reject_alone(first)

    assert brigade.listed(QueueView()) == [(second, 1), (alone, 0)]


def test_many_copies_outrank_a_text_that_came_once(brigade: Brigade) -> None:
    first, _, alone, _ = brigade.item_ids
    with brigade.database.unit_of_work(write=False) as work:
        crowd = work.session.get_one(ReviewItem, first)
        single = work.session.get_one(ReviewItem, alone)

        assert crowd.rank > single.rank
