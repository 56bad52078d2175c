"""Asking for a review of a held comment, on pages and through the API."""

from __future__ import annotations

from auth.core.permissions import Role
from moderation.discussion.rules import Status
from tests.calling import Newsroom
from tests.moderation.review.appeals.holds import WORDS


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
