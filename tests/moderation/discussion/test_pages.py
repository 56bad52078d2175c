from __future__ import annotations

from auth.permissions import Role
from tests.calling import Newsroom


def test_an_open_page_is_told_how_many_comments_are_new(called: Newsroom) -> None:
    _, author = called.person("Nour")
    called.comment(author, "The first.")
    called.comment(author, "The second.")
    answer = called.visitor().client.get("/articles/truce/new-comments?seen=1")
    assert answer.json == {"count": 1}


def test_a_page_that_is_up_to_date_is_answered_without_a_body(called: Newsroom) -> None:
    client = called.visitor().client
    tag = client.get("/articles/truce/new-comments?seen=0").headers["ETag"]
    again = client.get(
        "/articles/truce/new-comments?seen=0", headers={"If-None-Match": tag}
    )
    assert (again.status_code, again.data) == (304, b"")


def test_fewer_comments_than_were_seen_are_none_new(called: Newsroom) -> None:
    answer = called.visitor().client.get("/articles/truce/new-comments?seen=7")
    assert answer.json == {"count": 0}


def test_the_article_page_names_where_to_ask(called: Newsroom) -> None:
    _, author = called.person("Nour")
    called.comment(author, "The first.")
    page = called.visitor().client.get("/articles/truce").get_data(as_text=True)
    assert 'data-live="/articles/truce/new-comments?seen=1"' in page


def test_a_done_thing_is_told_as_a_success(called: Newsroom) -> None:
    reader, _ = called.person("Nour")
    reader.send(
        "/articles/truce/comments", text="A calm word.", idempotency_key="k" * 22
    )
    page = reader.client.get("/articles/truce").get_data(as_text=True)
    assert 'data-flash="success"' in page


def test_who_must_sign_in_is_warned(called: Newsroom) -> None:
    page = called.visitor().client.get("/notices", follow_redirects=True)
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
    assert "what stood here was deleted" in answer.get_data(as_text=True)
