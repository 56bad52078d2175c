from __future__ import annotations

import html
import re
from typing import Any

import pytest

from auth.core.permissions import Role
from moderation.discussion.rules import Cause, Status
from moderation.discussion.services import transitions
from tests.calling import Caller, Newsroom

NEWS = re.compile(r'data-news="([^"]+)"')


def live(caller: Caller, page: str = "/articles/truce") -> str:
    """Open *page*; return the address that it polls."""
    found = NEWS.search(caller.client.get(page).get_data(as_text=True))
    assert found
    return html.unescape(found[1])


def told(caller: Caller, news: str) -> Any:
    """Return the response to a poll of an open page."""
    return caller.client.get(news).json


def removed(called: Newsroom, comment_id: int) -> None:
    """Remove a comment from the page, as a rejection does."""
    with called.database.unit_of_work(write=True) as work:
        comment = transitions.lock(work.session, comment_id)
        transitions.move(
            work.session,
            comment,
            to=Status.REJECTED,
            cause=Cause.DECISION,
            now=work.now,
        )


def test_an_open_page_is_told_what_is_new_and_where_it_begins(called: Newsroom) -> None:
    _, author = called.person("Nour")
    called.comment(author, "The first.")
    visitor = called.visitor()
    news = live(visitor)
    second = called.comment(author, "The second.")
    called.comment(author, "The third.")

    answer = told(visitor, news)

    assert (answer["count"], answer["url"]) == (2, f"/comments/{second}")


def test_what_is_removed_takes_nothing_from_what_is_new(called: Newsroom) -> None:
    _, author = called.person("Nour")
    old = called.comment(author, "The first.")
    visitor = called.visitor()
    news = live(visitor)
    called.comment(author, "The second.")
    removed(called, old)

    assert told(visitor, news)["count"] == 1


def test_a_comment_that_is_published_late_still_counts_as_new(called: Newsroom) -> None:
    _, author = called.person("Nour")
    late = called.comment(author, "The first.", status=Status.HELD)
    called.comment(author, "The second.")
    visitor = called.visitor()
    news = live(visitor)
    with called.database.unit_of_work(write=True) as work:
        comment = transitions.lock(work.session, late)
        transitions.move(
            work.session,
            comment,
            to=Status.PUBLISHED,
            cause=Cause.DECISION,
            revision_id=comment.latest_revision_id,
            now=work.now,
        )

    assert told(visitor, news)["url"] == f"/comments/{late}"


@pytest.mark.parametrize("whose", ["their own", "one they mute"])
def test_a_reader_is_not_offered_comments_that_are_no_news(
    called: Newsroom, whose: str
) -> None:
    reader, actor = called.person("Rashid")
    _, other = called.person("Nour")
    reader.send(
        "/follows", act="mute", target="reader", target_id=str(other.account_id)
    )
    news = live(reader)
    called.comment(actor if whose == "their own" else other, "A comment.")

    assert told(reader, news)["count"] == 0
    assert told(called.visitor(), news)["count"] == 1


def test_an_open_thread_is_told_of_its_own_replies_alone(called: Newsroom) -> None:
    _, author = called.person("Nour")
    head = called.comment(author, "The first.")
    visitor = called.visitor()
    news = live(visitor, f"/threads/{head}")
    called.comment(author, "Elsewhere.")
    reply = called.comment(author, "Here.", parent_id=head)

    answer = told(visitor, news)

    assert (answer["count"], answer["url"]) == (1, f"/comments/{reply}")


@pytest.mark.parametrize(
    ("status", "words", "url"),
    [
        (Status.WAITING, "Being checked.", None),
        (Status.HELD, "A moderator will read it", "/my-comments/1/statement"),
        (Status.REJECTED, "Not published", "/my-comments/1/statement"),
        (Status.PUBLISHED, "Published.", "/comments/1"),
    ],
)
def test_an_open_page_is_told_what_became_of_the_readers_own(
    called: Newsroom, status: Status, words: str, url: str | None
) -> None:
    reader, actor = called.person("Rashid")
    own = called.comment(actor, "A comment.", status=status)

    asked = f"{live(reader)}&own={own},999"
    answer = told(reader, asked)["own"]

    assert set(answer) == {str(own)}
    assert answer[str(own)]["state"] == status.value
    assert answer[str(own)]["words"].startswith(words)
    assert answer[str(own)]["url"] == url


def test_nobody_is_told_of_the_comments_of_another(called: Newsroom) -> None:
    _, actor = called.person("Rashid")
    own = called.comment(actor, "A comment.", status=Status.HELD)
    other, _ = called.person("Nour")

    for caller in (other, called.visitor()):
        assert told(caller, f"{live(caller)}&own={own}")["own"] == {}


@pytest.mark.parametrize(
    "query", ["own=1;2", "own=" + "1," * 20 + "1", f"seen={9 * 10**17}"]
)
def test_a_question_that_makes_no_sense_is_refused(
    called: Newsroom, query: str
) -> None:
    answer = called.visitor().client.get(f"/articles/truce/new-comments?{query}")

    assert answer.status_code == 422


def test_a_page_that_is_up_to_date_is_answered_without_a_body(called: Newsroom) -> None:
    visitor = called.visitor()
    news = live(visitor)
    tag = visitor.client.get(news).headers["ETag"]
    again = visitor.client.get(news, headers={"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")


def test_a_completed_act_is_announced_as_a_success(called: Newsroom) -> None:
    reader, _ = called.person("Nour")
    reader.send(
        "/articles/truce/comments", text="A calm word.", idempotency_key="k" * 22
    )
    page = reader.client.get("/articles/truce").get_data(as_text=True)
    assert 'data-flash="success"' in page


def test_a_reader_who_must_log_in_is_warned(called: Newsroom) -> None:
    page = called.visitor().client.get("/notifications", follow_redirects=True)
    assert 'data-flash="warning"' in page.get_data(as_text=True)


def test_moderators_are_told_what_the_classifier_did_not_answer(
    called: Newsroom,
) -> None:
    _, author = called.person("Nour")
    moderator, _ = called.person("Mo", Role.MODERATOR)
    called.unanswered(author, "Nobody scored this.")
    page = moderator.client.get("/queue").get_data(as_text=True)
    assert "1 comment has no scores yet" in page


def test_readers_are_not_told_of_it(called: Newsroom) -> None:
    reader, author = called.person("Nour")
    called.unanswered(author, "Nobody scored this.")
    assert "no scores yet" not in reader.client.get("/").get_data(as_text=True)


def test_a_page_that_is_not_there_is_told_in_plain_words(called: Newsroom) -> None:
    answer = called.visitor().client.get("/nowhere")
    assert answer.status_code == 404
    assert "may have been moved or deleted" in answer.get_data(as_text=True)
