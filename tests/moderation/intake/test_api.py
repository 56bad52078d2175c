from __future__ import annotations

from typing import Any

import pytest

from moderation.discussion.rules import Status
from tests.calling import Caller, Newsroom, refused

POSTS = "/articles/truce/comments"


def edit(reader: Caller, comment_id: int, **body: Any) -> Any:
    return reader.call("PATCH", f"/comments/{comment_id}", json=body)


def test_a_posted_comment_waits_and_can_be_followed(called: Newsroom) -> None:
    reader, _ = called.person("Ann")
    answer = reader.post(POSTS, {"text": "Peace at last."})
    assert answer.status_code == 201
    assert answer.json["status"] == "waiting"
    own: Any = reader.client.get(answer.headers["Location"]).json
    assert own["text"] == "Peace at last."


def test_a_reply_names_what_it_answers(called: Newsroom) -> None:
    reader, ann = called.person("Ann")
    head = called.comment(ann, "First")
    body = {"text": "An answer", "parent_id": head}
    assert reader.post(POSTS, body).status_code == 201


def test_an_integral_float_is_a_number(called: Newsroom) -> None:
    reader, ann = called.person("Ann")
    head = called.comment(ann, "First")
    body = {"text": "An answer", "parent_id": float(head)}
    assert reader.post(POSTS, body).status_code == 201


def test_a_repeated_request_is_one_comment(called: Newsroom) -> None:
    reader, _ = called.person("Ann")
    key = {"Idempotency-Key": "k1"}
    first = reader.post(POSTS, {"text": "Once."}, headers=key)
    rows = called.rows()
    again = reader.post(POSTS, {"text": "Once."}, headers=key)
    assert (again.status_code, again.json) == (201, first.json)
    assert called.rows() == rows


def test_a_key_with_another_body_is_refused(called: Newsroom) -> None:
    reader, _ = called.person("Ann")
    key = {"Idempotency-Key": "k1"}
    reader.post(POSTS, {"text": "Once."}, headers=key)
    rows = called.rows()
    refused(reader.post(POSTS, {"text": "Twice."}, headers=key), 422)
    assert called.rows() == rows


def test_a_key_is_its_readers_own(called: Newsroom) -> None:
    ann, _ = called.person("Ann")
    bob, _ = called.person("Bob")
    key = {"Idempotency-Key": "k1"}
    first = ann.post(POSTS, {"text": "Once."}, headers=key).json["id"]
    assert bob.post(POSTS, {"text": "Once."}, headers=key).json["id"] != first


BAD_COMMENTS: list[Any] = [
    {},
    {"text": ""},
    {"text": " \n\t "},
    {"text": "x" * 10_001},
    {"text": "a\x00b"},
    {"text": "a\x07b"},
    {"text": "a\u202eb"},
    {"text": "a\ud800b"},
    {"text": None},
    {"text": 5},
    {"text": ["a"]},
    {"text": {"a": 1}},
    {"text": "Fine.", "parent_id": True},
    {"text": "Fine.", "parent_id": "1"},
    {"text": "Fine.", "parent_id": 1.5},
    {"text": "Fine.", "parent_id": 0},
    {"text": "Fine.", "parent_id": -1},
    {"text": "Fine.", "parent_id": 2**63},
    {"text": "Fine.", "parent_id": 10**400},
    {"text": "Fine.", "parent_id": float("nan")},
    {"text": "Fine.", "parent_id": float("inf")},
    {"text": "Fine.", "status": "published"},
    {"text": "Fine.", "author_id": 1},
    {"text": "Fine.", "\ud800": 1},
    [],
    "text",
    7,
    None,
]


@pytest.mark.parametrize("body", BAD_COMMENTS)
def test_a_bad_comment_changes_nothing(called: Newsroom, body: Any) -> None:
    reader, _ = called.person("Ann")
    before = called.rows()
    refused(reader.post(POSTS, body), 422)
    assert called.rows() == before


BROKEN = [
    b"{",
    b'{"text": "\xff"}',
    b"[" * 200_000,
    b'{"text": "Fine.", "parent_id": ' + b"9" * 5_000 + b"}",
]


@pytest.mark.parametrize("sent", BROKEN)
def test_a_body_that_is_no_json_changes_nothing(called: Newsroom, sent: bytes) -> None:
    reader, _ = called.person("Ann")
    before = called.rows()
    answer = reader.call("POST", POSTS, data=sent, content_type="application/json")
    refused(answer, 400)
    assert called.rows() == before


def test_a_body_of_another_kind_is_refused(called: Newsroom) -> None:
    reader, _ = called.person("Ann")
    answer = reader.call("POST", POSTS, data="text=Hello", content_type="text/plain")
    refused(answer, 422)


def test_a_body_past_two_megabytes_is_refused(called: Newsroom) -> None:
    reader, _ = called.person("Ann")
    refused(reader.post(POSTS, {"text": "x" * 3_000_000}), 413)


def test_markup_comes_back_as_text(called: Newsroom) -> None:
    reader, _ = called.person("Ann")
    posted = reader.post(POSTS, {"text": "<script>alert(1)</script>"}).json["id"]
    page = reader.client.get("/my-comments").get_data(as_text=True)
    assert reader.get(f"/comments/{posted}/status").status_code == 200
    assert "<script>alert(1)" not in page


def test_a_parent_elsewhere_is_not_found(called: Newsroom) -> None:
    reader, _ = called.person("Ann")
    before = called.rows()
    refused(reader.post(POSTS, {"text": "Fine.", "parent_id": 4711}), 404)
    refused(reader.post("/articles/none/comments", {"text": "Fine."}), 404)
    assert called.rows() == before


def test_a_cookie_alone_changes_nothing(called: Newsroom) -> None:
    reader, _ = called.person("Ann")
    del reader.headers["X-CSRFToken"]
    before = called.rows()
    error = refused(reader.post(POSTS, {"text": "Fine."}), 403)
    assert error["details"] == {"header": "X-CSRFToken"}
    refused(reader.post(POSTS, {"text": "Fine."}, headers={"X-CSRFToken": "no"}), 403)
    assert called.rows() == before


def test_a_visitor_is_asked_to_sign_in(called: Newsroom) -> None:
    refused(called.visitor().post(POSTS, {"text": "Fine."}), 401)


def test_an_edit_makes_a_new_revision(called: Newsroom) -> None:
    reader, _ = called.person("Ann")
    posted = reader.post(POSTS, {"text": "First words."}).json
    edited = edit(
        reader, posted["id"], text="Other.", revision_id=posted["revision_id"]
    )
    assert edited.status_code == 200
    assert edited.json["revision_id"] > posted["revision_id"]


def test_an_edit_of_an_old_text_is_refused(called: Newsroom) -> None:
    reader, _ = called.person("Ann")
    posted = reader.post(POSTS, {"text": "First words."}).json
    old = posted["revision_id"]
    edit(reader, posted["id"], text="Second words.", revision_id=old)
    before = called.rows()
    refused(edit(reader, posted["id"], text="Third words.", revision_id=old), 409)
    assert called.rows() == before


@pytest.mark.parametrize(
    "body",
    [
        {"text": "No revision."},
        {"revision_id": 1},
        {"text": "Fine.", "revision_id": None},
        {"text": "Fine.", "revision_id": "1"},
        {"text": "Fine.", "revision_id": True},
        {"text": "", "revision_id": 1},
    ],
)
def test_a_bad_edit_changes_nothing(called: Newsroom, body: dict[str, Any]) -> None:
    reader, _ = called.person("Ann")
    posted = reader.post(POSTS, {"text": "First words."}).json["id"]
    before = called.rows()
    refused(edit(reader, posted, **body), 422)
    assert called.rows() == before


def test_another_readers_comment_is_out_of_reach(called: Newsroom) -> None:
    ann, _ = called.person("Ann")
    bob, _ = called.person("Bob")
    posted = ann.post(POSTS, {"text": "Mine."}).json
    before = called.rows()
    refused(bob.get(f"/comments/{posted['id']}/status"), 404)
    refused(edit(bob, posted["id"], text="x", revision_id=posted["revision_id"]), 404)
    refused(bob.call("DELETE", f"/comments/{posted['id']}"), 404)
    assert called.rows() == before


def test_a_deleted_comment_is_gone(called: Newsroom) -> None:
    reader, ann = called.person("Ann")
    shown = called.comment(ann, "Hello")
    assert reader.call("DELETE", f"/comments/{shown}").status_code == 204
    refused(reader.get(f"/comments/{shown}"), 404)


def test_a_report_is_taken_once(called: Newsroom) -> None:
    _, ann = called.person("Ann")
    bob, _ = called.person("Bob")
    shown = called.comment(ann, "Hello")
    path, body = f"/comments/{shown}/reports", {"reason": "spam"}
    assert bob.post(path, body).status_code == 201
    refused(bob.post(path, body), 409)


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"reason": ""},
        {"reason": "dull"},
        {"reason": 1},
        {"reason": ["spam"]},
        {"reason": "spam", "note": "x" * 501},
        {"reason": "spam", "note": "a\x00"},
        {"reason": "spam", "who": 1},
    ],
)
def test_a_bad_report_changes_nothing(called: Newsroom, body: dict[str, Any]) -> None:
    _, ann = called.person("Ann")
    bob, _ = called.person("Bob")
    shown = called.comment(ann, "Hello")
    before = called.rows()
    refused(bob.post(f"/comments/{shown}/reports", body), 422)
    assert called.rows() == before


def test_what_nobody_sees_cannot_be_reported(called: Newsroom) -> None:
    _, ann = called.person("Ann")
    bob, _ = called.person("Bob")
    hidden = called.comment(ann, "Hello", status=Status.WAITING)
    refused(bob.post(f"/comments/{hidden}/reports", {"reason": "spam"}), 404)
