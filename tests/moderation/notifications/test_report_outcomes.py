"""Reporters, and authors who appealed, are told the outcome."""

from __future__ import annotations

import re

import pytest

from auth.core.permissions import Role
from moderation.discussion.rules import Status
from tests.calling import Caller, Newsroom


def text_of(caller: Caller, path: str, status: int = 200) -> str:
    answer = caller.client.get(path)
    assert answer.status_code == status
    return str(answer.get_data(as_text=True))


@pytest.fixture
def mo(called: Newsroom) -> Caller:
    return called.person("Mo", Role.MODERATOR)[0]


@pytest.fixture
def reporter(called: Newsroom) -> Caller:
    return called.person("Rae")[0]


def reported(called: Newsroom, reporter: Caller) -> int:
    """Report a comment of Ann's; return the id of her account."""
    _, who = called.person("Ann")
    comment_id = called.comment(who, "Something rude.")
    sent = reporter.send(f"/comments/{comment_id}/report", reason="insult")
    assert sent.status_code == 303
    return who.account_id


def item_id(mo: Caller) -> int:
    return int(mo.get("/queue").json["items"][0]["id"])


@pytest.mark.parametrize(
    ("form", "outcome"),
    [
        ({"action": "approve"}, "it stays"),
        ({"reject": "insult"}, "it is no longer shown"),
    ],
)
def test_a_reporter_hears_the_outcome_and_nothing_more(
    called: Newsroom, mo: Caller, reporter: Caller, form: dict[str, str], outcome: str
) -> None:
    reported(called, reporter)

    mo.send(f"/queue/{item_id(mo)}/decision", **form)

    page = text_of(reporter, "/notifications")
    assert outcome in page
    assert "Something rude." not in page
    assert "Ann" not in page.split('class="notifications"')[1].split("</ol>")[0]
    assert "Mo " not in page.split('class="notifications"')[1].split("</ol>")[0]


def test_an_outcome_is_withdrawn_with_its_decision(
    called: Newsroom, mo: Caller, reporter: Caller
) -> None:
    reported(called, reporter)
    mo.send(f"/queue/{item_id(mo)}/decision", reject="insult")

    mo.send("/queue/decisions/1/undo")

    assert "you reported" not in text_of(reporter, "/notifications")


def test_the_outcome_is_told_of_a_reader_whom_the_reporter_muted(
    called: Newsroom, mo: Caller, reporter: Caller
) -> None:
    author_id = reported(called, reporter)
    reporter.send("/follows", target="reader", target_id=str(author_id), act="mute")

    mo.send(f"/queue/{item_id(mo)}/decision", reject="insult")

    assert "it is no longer shown" in text_of(reporter, "/notifications")


def test_a_won_appeal_is_told_and_its_statement_says_so(
    called: Newsroom, mo: Caller
) -> None:
    other, _ = called.person("Max", Role.MODERATOR)
    author, who = called.person("Ann")
    comment_id = called.comment(who, "A joke.", status=Status.HELD, waits=True)
    mo.send(f"/queue/{item_id(mo)}/decision", reject="insult")
    author.send(f"/my-comments/{comment_id}/appeal", text="It was a joke.")

    other.send(f"/queue/{item_id(other)}/decision", action="approve")

    path = f"/my-comments/{comment_id}/statement"
    page = text_of(author, "/notifications")
    link = re.search(r'decided on your appeal: <a href="([^"]+)"', page)
    assert link
    assert author.client.get(link[1]).location == path
    assert "Your appeal succeeded" in text_of(author, path)


def test_a_rejection_that_was_reversed_has_a_statement_that_says_so(
    called: Newsroom, mo: Caller
) -> None:
    author, who = called.person("Ann")
    comment_id = called.comment(who, "A joke.", status=Status.HELD, waits=True)
    path = f"/my-comments/{comment_id}/statement"
    mo.send(f"/queue/{item_id(mo)}/decision", reject="insult")
    mo.send(f"/staff/comments/{comment_id}/open-again")

    mo.send(f"/queue/{item_id(mo)}/decision", action="approve")

    assert "Your comment is published" in text_of(author, path)


def test_a_comment_that_nobody_decided_against_has_no_statement(
    called: Newsroom,
) -> None:
    author, who = called.person("Ann")
    comment_id = called.comment(who, "Fine.")

    text_of(author, f"/my-comments/{comment_id}/statement", status=404)
