"""The numbers of comments, which pages of every origin may read."""

from __future__ import annotations

from sqlalchemy import select

from moderation.discussion.inputs import ArticleInput, PutArticle
from moderation.discussion.models import Article
from moderation.discussion.services import articles
from tests.calling import Newsroom
from tests.moderation.embed.frames import PAPER


def test_many_articles_are_counted_at_once(called: Newsroom) -> None:
    called.comment(called.person_alone("Rita"), "A thought.")

    answer = called.visitor().get(
        "/counts?article=truce,unknown&url=/articles/truce&url=https://x.example/"
    )

    assert answer.json == {
        "articles": {"truce": 1, "unknown": 0},
        "urls": {"/articles/truce": 1, "https://x.example/": 0},
    }


def test_a_second_article_of_a_page_does_not_hide_the_number_of_the_first(
    called: Newsroom,
) -> None:
    called.comment(called.person_alone("Rita"), "A thought.")
    with called.database.unit_of_work(write=True) as work:
        first = work.session.scalars(select(Article)).one()
        facts = ArticleInput(url=first.url, headline="Another")
        new = PutArticle(key="another", facts=facts, given=frozenset())
        articles.put(work.session, new, site_id=first.site_id, now=work.now)

    answer = called.visitor().get("/counts?url=/articles/truce")

    assert answer.json["urls"] == {"/articles/truce": 1}


def test_a_comment_that_waits_is_not_counted(called: Newsroom) -> None:
    otto, _ = called.person("Otto")
    otto.post("/articles/truce/comments", {"text": "Not read yet."})

    answer = otto.get("/counts?article=truce")

    assert answer.json["articles"] == {"truce": 0}


def test_the_numbers_are_the_same_for_everybody(called: Newsroom) -> None:
    rita, _ = called.person("Rita")

    answer = rita.get("/counts?article=truce", headers={"Origin": PAPER})

    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in answer.headers
    assert answer.headers["Cache-Control"].startswith("public, max-age=60")
    assert "Set-Cookie" not in answer.headers
    assert "Cookie" not in answer.headers.get("Vary", "")


def test_an_unchanged_answer_is_not_sent_again(called: Newsroom) -> None:
    tag = called.visitor().get("/counts?article=truce").headers["ETag"]

    again = called.visitor().get(
        "/counts?article=truce", headers={"If-None-Match": tag}
    )

    assert again.status_code == 304


def test_at_most_a_hundred_articles_are_counted_at_once(called: Newsroom) -> None:
    keys = ",".join(f"a{each}" for each in range(101))

    assert called.visitor().get(f"/counts?article={keys}").status_code == 422
