"""Another system reads what waits, and holds or publishes within its limits."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select, update

from auth.core.audit import AuditEntry
from auth.core.permissions import Role
from moderation.discussion.models import Comment, Revision
from moderation.discussion.rules import ScoringState, Status
from moderation.review.items.models import Decision, ReviewItem
from tests.calling import Caller, Newsroom, refused
from tests.moderation.exchange.verdicts.machines import bound, comment_of, items


def verdict(comment: Comment, action: str, **changes: Any) -> dict[str, Any]:
    return {
        "comment_id": comment.id,
        "revision_id": comment.latest_revision_id,
        "action": action,
        "source": "policy model 3",
        "reason": "It may insult the author.",
    } | changes


def posted(called: Newsroom, status: Status = Status.PUBLISHED) -> Comment:
    _, author = called.person("Nour")
    return comment_of(called, called.comment(author, "A thought", status=status))


def scored(called: Newsroom) -> None:
    """Let the classifier have read every text."""
    with called.database.unit_of_work(write=True) as work:
        work.session.execute(update(Revision).values(scoring_state=ScoringState.SCORED))


def test_a_held_comment_is_hidden_and_waits_for_a_person(called: Newsroom) -> None:
    author, actor = called.person("Nour")
    comment = comment_of(called, called.comment(actor, "A thought"))
    program = called.key("verdicts")

    answer = program.post("/verdicts", verdict(comment, "hold"))

    assert answer.json["outcome"] == "applied"
    assert comment_of(called, comment.id).status is Status.HELD
    assert len(items(called, comment)) == 1
    moderator, _ = called.person("Mona", Role.MODERATOR)
    card = moderator.client.get("/queue").get_data(as_text=True)
    assert "another system: policy model 3" in card
    statement = author.client.get("/my-comments")
    words = "an automated check by another system (policy model 3)"
    assert words in statement.get_data(as_text=True)
    again = program.post("/verdicts", verdict(comment, "hold"))
    assert again.json["outcome"] == "unchanged"


def test_the_key_and_the_source_stand_in_the_audit_log(called: Newsroom) -> None:
    comment = posted(called)

    called.key("verdicts").post("/verdicts", verdict(comment, "hold"))

    with called.database.unit_of_work(write=False) as work:
        found = work.session.scalars(
            select(AuditEntry).where(AuditEntry.action == "verdict.hold")
        ).one()
        assert found.detail["key"] == "cms"
        assert found.detail["source"] == "policy model 3"
        assert found.detail["reason"] == "It may insult the author."


def test_what_only_machines_held_can_be_published(called: Newsroom) -> None:
    comment, program = posted(called), called.key("verdicts")
    scored(called)
    program.post("/verdicts", verdict(comment, "hold", source="another model"))

    answer = program.post("/verdicts", verdict(comment, "publish"))

    assert answer.json["outcome"] == "applied"
    assert comment_of(called, comment.id).status is Status.PUBLISHED
    assert items(called, comment) == []


def test_what_a_rule_held_is_left_to_people(called: Newsroom) -> None:
    _, author = called.person("Nour")
    number = called.comment(author, "A thought", status=Status.HELD, waits=True)
    comment, program = comment_of(called, number), called.key("verdicts")

    answer = program.post("/verdicts", verdict(comment, "publish"))

    assert answer.json["outcome"] == "left_to_people"
    assert comment_of(called, number).status is Status.HELD


def test_what_the_classifier_has_not_read_is_not_published(called: Newsroom) -> None:
    comment = posted(called, Status.WAITING)

    refused(called.key("verdicts").post("/verdicts", verdict(comment, "publish")), 409)

    assert comment_of(called, comment.id).status is Status.WAITING


@pytest.mark.parametrize("action", ["hold", "publish"])
def test_a_persons_decision_stands(called: Newsroom, action: str) -> None:
    _, author = called.person("Nour")
    number = called.comment(author, "A thought", status=Status.HELD, waits=True)
    comment, program = comment_of(called, number), called.key("verdicts")
    moderator, _ = called.person("Mona", Role.MODERATOR)
    [item] = items(called, comment)
    body = {"action": "approve", "revision_id": item.revision_id}
    assert moderator.post(f"/queue/{item.id}/decision", body).status_code == 201

    refused(program.post("/verdicts", verdict(comment, action)), 409)

    assert comment_of(called, number).status is Status.PUBLISHED


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"revision_id": 9_999}, 409),
        ({"comment_id": 9_999}, 404),
        ({"action": "reject"}, 422),
        ({"source": ""}, 422),
        ({"reason": ""}, 422),
        ({"reason": "x" * 501}, 422),
    ],
)
def test_a_verdict_that_does_not_fit_is_refused(
    called: Newsroom, change: dict[str, Any], status: int
) -> None:
    comment = posted(called)

    answer = called.key("verdicts").post("/verdicts", verdict(comment, "hold") | change)

    refused(answer, status)
    assert comment_of(called, comment.id).status is Status.PUBLISHED


def test_a_verdict_in_shadow_changes_nothing_and_is_compared(called: Newsroom) -> None:
    _, author = called.person("Nour")
    program = called.key("verdicts")
    moderator, _ = called.person("Mona", Role.MODERATOR)
    for number, action in enumerate(("approve", "reject")):
        found = called.comment(author, f"A {number}", status=Status.HELD, waits=True)
        comment = comment_of(called, found)
        answer = program.post("/verdicts", verdict(comment, "hold", shadow=True))
        assert answer.json["outcome"] == "shadow"
        assert comment_of(called, found).status is Status.HELD
        [item] = items(called, comment)
        body = {"action": action, "revision_id": item.revision_id}
        body |= {"reason": "spam"} if action == "reject" else {}
        assert moderator.post(f"/queue/{item.id}/decision", body).status_code == 201

    assert program.get("/verdict-sources").json["sources"] == [
        {"source": "policy model 3", "verdicts": 2, "decided": 2, "agreed": 1}
    ]


def test_a_program_reads_what_waits_but_not_what_is_reviewed_blind(
    called: Newsroom,
) -> None:
    _, author = called.person("Nour")
    number = called.comment(author, "A thought", waits=True)
    blind = called.comment(author, "Another one", waits=True)
    with called.database.unit_of_work(write=True) as work:
        item = work.session.scalars(
            select(ReviewItem).where(ReviewItem.comment_id == blind)
        ).one()
        item.is_blind = True
    program = called.key("queue")

    [told] = program.get("/waiting-comments").json["comments"]

    assert (told["comment_id"], told["text"]) == (number, "A thought")
    assert program.get(f"/waiting-comments?after={told['item_id']}").json == {
        "comments": [],
        "next_after": None,
    }
    refused(program.post("/verdicts", {}), 403)


def test_a_tool_relays_a_decision_that_is_the_moderators_own(called: Newsroom) -> None:
    reader, author = called.person("Nour")
    number = called.comment(author, "A thought", waits=True)
    comment = comment_of(called, number)
    tool = bound(called, "Mona")
    [item] = items(called, comment)
    body = {
        "action": "reject",
        "revision_id": item.revision_id,
        "reason": "spam",
        "words_to_author": "Please do not.",
    }

    answer = tool.post(f"/queue/{item.id}/decision", body)

    assert answer.status_code == 201
    with called.database.unit_of_work(write=False) as work:
        decision = work.session.scalars(select(Decision)).one()
        found = select(AuditEntry).where(AuditEntry.action == "review.relay")
        assert work.session.scalars(found).one().detail["key"] == "Coop"
        assert decision.actor_id == work.session.scalars(found).one().actor_id
    statement = reader.client.get(f"/my-comments/{number}/statement")
    assert "Please do not." in statement.get_data(as_text=True)


def test_a_bound_key_ends_with_the_role(called: Newsroom) -> None:
    tool = bound(called, "Rita", Role.READER)

    refused(tool.get("/queue"), 403)


def test_a_moderator_creates_and_revokes_a_key_of_their_own(called: Newsroom) -> None:
    moderator, _ = called.person("Mona", Role.MODERATOR)
    page = moderator.send("/staff/keys", name="Coop").get_data(as_text=True)
    token = page.split('class="code">')[1].split("<")[0]
    tool = Caller(called.app, Authorization=f"Bearer {token}")
    assert tool.get("/queue").status_code == 200

    assert moderator.send("/staff/keys/1/revoke").status_code == 303

    assert tool.get("/queue").status_code == 401
    other, _ = called.person("Max", Role.MODERATOR)
    assert other.send("/staff/keys/1/revoke").status_code == 404
    assert moderator.send("/staff/keys", name=" ").status_code == 422
