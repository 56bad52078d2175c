"""A card with near-duplicates, and its form."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from auth.core.permissions import Role
from moderation.review.items.models import ReviewItem
from tests.calling import Newsroom
from tests.moderation.review.items.brigades import PASTED


def test_a_card_shows_how_each_near_duplicate_differs_and_ticks_none_that_turns_it(
    called: Newsroom,
) -> None:
    edith, _ = called.person("Edith", Role.MODERATOR)
    said = f"{PASTED} and let them in"
    for number, text in enumerate((said, said, said.replace("let", "do not let"))):
        called.comment(called.person(f"Reader {number}")[1], text, waits=True)

    page = re.sub(r"\s+", " ", edith.client.get("/queue").get_data(as_text=True))

    [same, other] = re.findall(r'<input[^>]*name="copies"[^>]*>', page)
    assert " checked" in same
    assert " checked" not in other
    assert "added: </span>do not</ins>" in page
    assert "a negation or a number differs" in page


def test_only_what_is_ticked_is_decided_with_the_card(called: Newsroom) -> None:
    edith, _ = called.person("Edith", Role.MODERATOR)
    for number in range(3):
        called.comment(called.person(f"Reader {number}")[1], PASTED, waits=True)
    with called.database.unit_of_work(write=False) as work:
        rows = work.session.execute(
            select(ReviewItem.id, ReviewItem.revision_id).order_by(ReviewItem.id)
        ).all()
    first, second, third = rows

    edith.send(
        f"/queue/{first.id}/decision",
        action="approve",
        copies=f"{second.id}-{second.revision_id}",
    )
    page = re.sub(r"\s+", " ", edith.client.get("/queue").get_data(as_text=True))

    assert "1 near-duplicate was decided with it." in page
    assert [each["id"] for each in edith.get("/queue").json["items"]] == [third.id]


@pytest.mark.parametrize("copies", ["yes", "1-", "1-2,", "-", "x-1"])
def test_near_duplicates_that_are_no_numbers_are_refused(
    called: Newsroom, copies: str
) -> None:
    edith, _ = called.person("Edith", Role.MODERATOR)
    called.comment(called.person("Nour")[1], PASTED, waits=True)
    before = called.rows()

    answer = edith.send("/queue/1/decision", action="approve", copies=copies)

    assert answer.status_code == 422
    assert called.rows() == before
