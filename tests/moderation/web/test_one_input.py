"""A form and an API call that ask for the same change count as the same change."""

from __future__ import annotations

import re
from typing import Any

import pytest

from auth.core.permissions import Role
from moderation.discussion.rules import Status
from tests.calling import Caller, Newsroom

POST = "/articles/truce/comments"
KEY = "one-and-the-same-key"


def said_by_the_page(answer: Any) -> str:
    """Return the text of the page of a refused form."""
    assert answer.status_code == 422
    return re.sub(r"<[^>]*>", "", answer.text)


def said_by_the_api(answer: Any) -> list[str]:
    """Return the messages of an error, from any part of it."""
    assert answer.status_code == 422
    error = answer.json["error"]
    by_field = error.get("details", {}).get("json", {})
    return [text for texts in by_field.values() for text in texts] or [error["message"]]


def test_a_comment_sent_as_a_form_and_again_as_json_is_one_comment(
    called: Newsroom,
) -> None:
    reader, _ = called.person("Ann")

    reader.send(POST, text="Once.", idempotency_key=KEY)
    again = reader.post(POST, {"text": "Once."}, headers={"Idempotency-Key": KEY})

    assert again.status_code == 201
    assert called.rows()["comment"] == 1


def test_a_key_that_came_with_another_form_is_refused(called: Newsroom) -> None:
    reader, _ = called.person("Ann")

    reader.send(POST, text="Once.", idempotency_key=KEY)
    again = reader.post(POST, {"text": "Twice."}, headers={"Idempotency-Key": KEY})

    assert "with different content" in said_by_the_api(again)[0]
    assert called.rows()["comment"] == 1


def test_one_key_serves_two_kinds_of_change(called: Newsroom) -> None:
    reader, _ = called.person("Ann")
    _, author = called.person("Bob")
    comment_id = called.comment(author, "A thought", status=Status.PUBLISHED)
    key = {"Idempotency-Key": KEY}

    posted = reader.post(POST, {"text": "Once."}, headers=key)
    reported = reader.post(
        f"/comments/{comment_id}/reports", {"reason": "spam"}, headers=key
    )

    assert (posted.status_code, reported.status_code) == (201, 201)


def of_reader(called: Newsroom) -> tuple[Caller, int]:
    reader, _ = called.person("Ann")
    _, author = called.person("Bob")
    return reader, called.comment(author, "A thought", status=Status.PUBLISHED)


MISTAKES: dict[str, tuple[str, str, dict[str, str]]] = {
    "an empty comment": (POST, POST, {"text": " "}),
    "a report without a reason": ("/comments/{}/report", "/comments/{}/reports", {}),
    "a report with too long a note": (
        "/comments/{}/report",
        "/comments/{}/reports",
        {"reason": "spam", "note": "x" * 501},
    ),
    "a report for no such reason": (
        "/comments/{}/report",
        "/comments/{}/reports",
        {"reason": "boredom"},
    ),
}


@pytest.mark.parametrize(
    ("page", "path", "sent"), MISTAKES.values(), ids=MISTAKES.keys()
)
def test_the_same_mistake_has_the_same_words_in_a_form_and_in_the_api(
    called: Newsroom, page: str, path: str, sent: dict[str, str]
) -> None:
    reader, comment_id = of_reader(called)

    form = said_by_the_page(reader.send(page.format(comment_id), **sent))
    [message] = said_by_the_api(reader.post(path.format(comment_id), sent))

    assert message in form


@pytest.mark.parametrize("days", ["0", "366", "many"])
def test_the_days_of_a_sanction_are_refused_beside_their_field(
    called: Newsroom, days: str
) -> None:
    moderator, _ = called.person("Mo", Role.MODERATOR)
    _, author = called.person("Bob")
    called.comment(author, "A thought")
    page = f"/staff/authors/{author.account_id}/sanctions"

    refused = moderator.send(page, kind="suspend", reason="spam", days=days, note="So.")

    assert refused.status_code == 422
    assert re.search(r'id="days-error">.*1 to 365 days', refused.text)
    assert f'name="days" type="number" value="{days}"' in refused.text
    assert "So.</textarea>" in refused.text
