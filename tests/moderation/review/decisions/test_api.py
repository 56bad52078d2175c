from __future__ import annotations

from typing import Any

import pytest

from auth.core.permissions import Role
from moderation.discussion.rules import Status
from tests.calling import Caller, Newsroom, refused


@pytest.fixture
def moderator(called: Newsroom) -> Caller:
    return called.person("Mo", Role.MODERATOR)[0]


@pytest.fixture
def item(called: Newsroom, moderator: Caller) -> dict[str, Any]:
    """The only waiting item in the JSON of the queue."""
    _, ann = called.person("Ann")
    called.comment(ann, "Look at this.", status=Status.WAITING, waits=True)
    [found] = moderator.get("/queue").json["items"]
    return dict(found)


def decide(who: Caller, item: dict[str, Any], **body: Any) -> Any:
    sent = {"action": "approve", "revision_id": item["revision_id"]} | body
    return who.post(f"/queue/{item['id']}/decision", sent)


def test_the_queue_says_what_waits_and_why(item: dict[str, Any]) -> None:
    assert item["text"] == "Look at this."
    assert [cause["kind"] for cause in item["causes"]] == ["rule"]


def test_a_claim_names_its_end(moderator: Caller, item: dict[str, Any]) -> None:
    answer = moderator.post(f"/queue/{item['id']}/claim")
    assert answer.status_code == 200
    assert answer.json["claimed_until"]
    assert moderator.get("/queue").json["items"][0]["claimed_by"] == "Mo"


def test_what_another_has_claimed_is_refused(
    called: Newsroom, moderator: Caller, item: dict[str, Any]
) -> None:
    second, _ = called.person("Max", Role.MODERATOR)
    moderator.post(f"/queue/{item['id']}/claim")
    error = refused(second.post(f"/queue/{item['id']}/claim"), 409)
    assert error["details"] == {"claimed_by": "Mo"}


def test_an_approved_comment_is_shown(
    called: Newsroom, moderator: Caller, item: dict[str, Any]
) -> None:
    assert decide(moderator, item).status_code == 201
    shown = called.visitor().get(f"/comments/{item['comment_id']}")
    assert shown.json["html"] == "<p>Look at this.</p>\n"


def test_the_second_to_decide_learns_who_was_first(
    called: Newsroom, moderator: Caller, item: dict[str, Any]
) -> None:
    second, _ = called.person("Max", Role.MODERATOR)
    decide(moderator, item)
    before = called.rows()
    error = refused(decide(second, item, action="reject", reason="spam"), 409)
    assert error["details"] == {"decided_by": "Mo", "action": "approve"}
    assert called.rows() == before


def test_a_repeated_decision_is_one(
    called: Newsroom, moderator: Caller, item: dict[str, Any]
) -> None:
    key = {"Idempotency-Key": "k1"}
    body = {"action": "approve", "revision_id": item["revision_id"]}
    path = f"/queue/{item['id']}/decision"
    first = moderator.post(path, body, headers=key)
    before = called.rows()
    again = moderator.post(path, body, headers=key)
    assert (again.status_code, again.json) == (201, first.json)
    assert called.rows() == before


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"action": "reject"}, 422),
        ({"action": "destroy"}, 422),
        ({"action": None}, 422),
        ({"action": "reject", "reason": "dull"}, 422),
        ({"revision_id": None}, 422),
        ({"revision_id": "1"}, 422),
        ({"revision_id": True}, 422),
        ({"revision_id": 4711}, 409),
        ({"note": "x" * 1_001}, 422),
        ({"note": "a\x00b"}, 422),
        ({"note": 5}, 422),
        ({"moderator_id": 1}, 422),
    ],
)
def test_a_bad_decision_changes_nothing(
    called: Newsroom,
    moderator: Caller,
    item: dict[str, Any],
    change: dict[str, Any],
    status: int,
) -> None:
    before = called.rows()
    refused(decide(moderator, item, **change), status)
    assert called.rows() == before


def test_an_item_that_is_not_there_is_not_found(moderator: Caller) -> None:
    refused(moderator.post("/queue/4711/claim"), 404)
    refused(decide(moderator, {"id": 4711, "revision_id": 1}), 404)


def test_a_reader_has_no_queue(called: Newsroom) -> None:
    reader, _ = called.person("Bob")
    refused(reader.get("/queue"), 403)
    refused(called.visitor().get("/queue"), 401)


GARBAGE = ["x", "1", "_", "nan_1", "inf_1", "1e999_1", "1_x", "..._1", "%00"]


@pytest.mark.parametrize("page", ["/queue", "/api/v1/queue"])
def test_a_page_key_of_garbage_is_refused(moderator: Caller, page: str) -> None:
    for after in [*GARBAGE, f"1_{'9' * 30}"]:
        assert moderator.client.get(f"{page}?after={after}").status_code == 422


def test_pages_of_the_queue_follow_each_other(
    called: Newsroom, moderator: Caller
) -> None:
    _, ann = called.person("Ann")
    stored = {
        called.comment(ann, f"Number {each}", status=Status.WAITING, waits=True)
        for each in range(23)
    }
    first = moderator.get("/queue").json
    second = moderator.get(f"/queue?after={first['next_after']}").json
    read = [each["comment_id"] for each in first["items"] + second["items"]]
    assert set(read) == stored
    assert len(read) == 23
