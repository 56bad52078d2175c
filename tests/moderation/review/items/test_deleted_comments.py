"""A reported comment that its author deletes stays in the queue until it is decided."""

from __future__ import annotations

import re

import pytest

from auth.core.permissions import Role
from moderation.discussion.models import Comment
from moderation.discussion.rules import Status
from tests.calling import Caller, Newsroom

SAID = "Something very rude."


def reported(called: Newsroom) -> tuple[Caller, int]:
    """Post and report a comment; return its author and its id."""
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


def line_of(author: Caller) -> str:
    """Return what the author's notifications say, without markup."""
    page = author.client.get("/notifications").text
    return " ".join(re.sub("<[^>]+>", "", page).split())


def test_the_author_of_a_deleted_comment_is_told_that_it_was_rejected(
    called: Newsroom,
) -> None:
    moderator, _ = called.person("Mo", Role.MODERATOR)
    author, comment_id = reported(called)
    author.send(f"/comments/{comment_id}/delete")

    moderator.send(f"/queue/{waiting(moderator)[0]}/decision", reject="insult")

    assert "A moderator rejected your comment, which you deleted" in line_of(author)
    page = author.client.get(f"/my-comments/{comment_id}/statement").text
    assert "Why your deleted comment was rejected" in page
    assert SAID in page
    assert "Send the appeal" not in page


def test_the_author_of_a_deleted_comment_hears_nothing_of_its_approval(
    called: Newsroom,
) -> None:
    moderator, _ = called.person("Mo", Role.MODERATOR)
    author, comment_id = reported(called)
    author.send(f"/comments/{comment_id}/delete")

    moderator.send(f"/queue/{waiting(moderator)[0]}/decision", action="approve")

    assert "your comment, which" not in line_of(author)
    page = author.client.get(f"/my-comments/{comment_id}/statement")
    assert page.status_code == 404


@pytest.mark.parametrize(
    ("form", "is_told", "status"),
    [({"action": "approve"}, False, 404), ({"reject": "insult"}, True, 200)],
)
def test_a_rejection_is_still_explained_when_its_author_deletes_the_comment(
    called: Newsroom, form: dict[str, str], is_told: bool, status: int
) -> None:
    moderator, _ = called.person("Mo", Role.MODERATOR)
    author, comment_id = reported(called)
    moderator.send(f"/queue/{waiting(moderator)[0]}/decision", **form)

    author.send(f"/comments/{comment_id}/delete")

    assert ("A moderator rejected your comment" in line_of(author)) is is_told
    page = author.client.get(f"/my-comments/{comment_id}/statement")
    assert page.status_code == status
