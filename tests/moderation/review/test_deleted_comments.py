"""A reported comment that its author deletes stays on the desk until it is decided."""

from __future__ import annotations

import pytest

from auth.core.permissions import Role
from moderation.discussion.models import Comment
from moderation.discussion.rules import Status
from tests.calling import Caller, Newsroom

SAID = "Something very rude."


def reported(called: Newsroom) -> tuple[Caller, int]:
    """Have a comment reported, and return its author and its number."""
    author, actor = called.person("Ann")
    comment_id = called.comment(actor, SAID)
    called.person("Rae")[0].send(f"/comments/{comment_id}/report", reason="insult")
    return author, comment_id


def waiting(moderator: Caller) -> list[int]:
    return [item["id"] for item in moderator.get("/queue").json["items"]]


@pytest.mark.parametrize("way", ["page", "api"])
def test_a_deleted_comment_that_was_reported_waits_with_its_text(
    called: Newsroom, way: str
) -> None:
    moderator, _ = called.person("Mo", Role.MODERATOR)
    author, comment_id = reported(called)

    if way == "page":
        author.send(f"/comments/{comment_id}/delete")
    else:
        author.call("DELETE", f"/comments/{comment_id}")

    page = moderator.client.get("/queue").text
    assert SAID in page
    assert "The author has deleted this comment" in page
    assert SAID not in called.visitor().client.get("/articles/truce").text


@pytest.mark.parametrize("form", [{"action": "approve"}, {"reject": "insult"}])
def test_a_decision_closes_it_and_the_comment_stays_deleted(
    called: Newsroom, form: dict[str, str]
) -> None:
    moderator, _ = called.person("Mo", Role.MODERATOR)
    author, comment_id = reported(called)
    author.send(f"/comments/{comment_id}/delete")

    answer = moderator.send(f"/queue/{waiting(moderator)[0]}/decision", **form)

    assert answer.status_code == 303
    assert waiting(moderator) == []
    assert SAID not in called.visitor().client.get("/articles/truce").text
    with called.database.unit_of_work(write=False) as work:
        assert work.session.get_one(Comment, comment_id).status is Status.DELETED


def test_a_deleted_comment_that_nobody_reported_leaves_the_desk(
    called: Newsroom,
) -> None:
    moderator, _ = called.person("Mo", Role.MODERATOR)
    author, actor = called.person("Ann")
    comment_id = called.comment(actor, SAID, status=Status.HELD, waits=True)

    author.send(f"/comments/{comment_id}/delete")

    assert waiting(moderator) == []
