"""Statements, appeals, sanctions and undoing as JSON."""

from __future__ import annotations

from typing import Any

import pytest

from auth.core.actor import Actor
from auth.core.permissions import Role
from moderation.discussion.rules import Status
from tests.calling import Caller, Newsroom, refused


@pytest.fixture
def edith(called: Newsroom) -> Caller:
    return called.person("Edith", Role.MODERATOR)[0]


@pytest.fixture
def author(called: Newsroom) -> tuple[Caller, Actor]:
    return called.person("Nour")


def rejected(
    called: Newsroom, edith: Caller, author: tuple[Caller, Actor]
) -> dict[str, Any]:
    """Post and reject a comment of *author*; return the decision."""
    called.comment(author[1], "A rude word.", status=Status.WAITING, waits=True)
    [item] = edith.get("/queue").json["items"]
    answer = edith.post(
        f"/queue/{item['id']}/decision",
        {"action": "reject", "reason": "insult", "revision_id": item["revision_id"]},
    )
    assert answer.status_code == 201
    return dict(answer.json)


def sanctioned(edith: Caller, author: Actor, **body: Any) -> Any:
    sent = {"kind": "suspend", "reason": "insult", "days": 7} | body
    return edith.post(f"/authors/{author.account_id}/sanctions", sent)


def test_a_statement_has_the_fields_of_the_law(
    called: Newsroom, edith: Caller, author: tuple[Caller, Actor]
) -> None:
    comment_id = rejected(called, edith, author)["comment_id"]

    answer = author[0].get(f"/comments/{comment_id}/statement")

    names = [each["name"] for each in answer.json["fields"]]
    assert "The reason" in names
    assert answer.json["appeal"] is None


def test_an_appeal_is_answered_by_another_moderator(
    called: Newsroom, edith: Caller, author: tuple[Caller, Actor]
) -> None:
    comment_id = rejected(called, edith, author)["comment_id"]
    samuel, _ = called.person("Samuel", Role.MODERATOR)

    sent = author[0].post(f"/comments/{comment_id}/appeal", {"text": "I quoted him."})
    [item] = samuel.get("/queue").json["items"]
    body = {"action": "approve", "revision_id": item["revision_id"]}
    refused(edith.post(f"/queue/{item['id']}/decision", body), 403)
    answered = samuel.post(f"/queue/{item['id']}/decision", body)

    assert (sent.status_code, answered.status_code) == (201, 201)
    own = author[0].get(f"/comments/{comment_id}/status")
    assert own.json["status"] == "published"


def test_a_decision_is_taken_back_once(
    called: Newsroom, edith: Caller, author: tuple[Caller, Actor]
) -> None:
    decision = rejected(called, edith, author)

    answer = edith.post(f"/decisions/{decision['id']}/undo")

    assert answer.json["comment_id"] == decision["comment_id"]
    assert len(edith.get("/queue").json["items"]) == 1
    refused(edith.post(f"/decisions/{decision['id']}/undo"), 409)


def test_a_sanction_is_imposed_explained_appealed_and_lifted(
    called: Newsroom, edith: Caller, author: tuple[Caller, Actor]
) -> None:
    reader, actor = author
    samuel, _ = called.person("Samuel", Role.MODERATOR)
    assert sanctioned(edith, actor).status_code == 201

    [sanction] = reader.get("/own-sanctions").json["items"]
    reader.post(f"/own-sanctions/{sanction['id']}/appeal", {"text": "I quoted him."})
    [appeal] = samuel.get("/sanctions").json["appeals"]
    answer = samuel.call(
        "PUT",
        f"/sanction-appeals/{appeal['id']}/answer",
        json={"outcome": "overturned", "reason": "It was a quotation."},
    )

    assert sanction["is_in_force"]
    assert appeal["may_answer"]
    assert answer.status_code == 200
    [after] = reader.get("/own-sanctions").json["items"]
    assert (after["is_in_force"], after["appeal"]["outcome"]) == (False, "overturned")


def test_a_ban_is_proposed_by_one_and_confirmed_by_another(
    called: Newsroom, edith: Caller, author: tuple[Caller, Actor]
) -> None:
    samuel, _ = called.person("Samuel", Role.MODERATOR)
    made = sanctioned(edith, author[1], kind="ban", days=None)
    place = f"/sanctions/{made.json['id']}/confirmation"

    refused(edith.call("PUT", place), 403)
    answer = samuel.call("PUT", place)

    assert made.json["starts_at"] is None
    assert answer.json["starts_at"] is not None


def test_a_warning_is_read_and_writing_is_open_again(
    edith: Caller, author: tuple[Caller, Actor]
) -> None:
    reader, actor = author
    warned = sanctioned(edith, actor, kind="warn", days=None).json["id"]
    words = {"text": "A calm word."}
    refused(reader.post("/articles/truce/comments", words), 403)

    answer = reader.call("PUT", f"/own-sanctions/{warned}/acknowledgement")

    assert answer.status_code == 200
    assert reader.post("/articles/truce/comments", words).status_code == 201


def test_a_sanction_is_lifted_once(edith: Caller, author: tuple[Caller, Actor]) -> None:
    made = sanctioned(edith, author[1]).json["id"]

    answer = edith.call("DELETE", f"/sanctions/{made}")

    assert answer.json["lifted_at"] is not None
    refused(edith.call("DELETE", f"/sanctions/{made}"), 409)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        pytest.param({"days": None}, 422, id="a suspension without an end"),
        pytest.param({"days": 400}, 422, id="longer than a year"),
        pytest.param({"kind": "warn"}, 422, id="a warning with an end"),
        pytest.param({"kind": "exile"}, 422, id="no such sanction"),
        pytest.param({"why": "because"}, 422, id="a field that there is not"),
        pytest.param({"decision_id": 99}, 422, id="another's decision"),
    ],
)
def test_a_sanction_that_makes_no_sense_is_refused_and_changes_nothing(
    called: Newsroom,
    edith: Caller,
    author: tuple[Caller, Actor],
    body: dict[str, Any],
    status: int,
) -> None:
    before = called.rows()

    refused(sanctioned(edith, author[1], **body), status)

    assert called.rows() == before


def test_the_same_key_imposes_once(
    called: Newsroom, edith: Caller, author: tuple[Caller, Actor]
) -> None:
    headers = {"Idempotency-Key": "one and the same"}
    sent = {"kind": "suspend", "reason": "insult", "days": 7}
    place = f"/authors/{author[1].account_id}/sanctions"

    first = edith.post(place, sent, headers=headers)
    again = edith.post(place, sent, headers=headers)

    assert first.json["id"] == again.json["id"]
    assert called.rows()["sanction"] == 1
