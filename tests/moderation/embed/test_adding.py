"""Articles that the embed adds for pages that have none."""

from __future__ import annotations

import pytest
from sqlalchemy import select, update

from auth.core.models import Site
from moderation.discussion.models import Article
from tests.calling import Newsroom
from tests.moderation.embed.frames import PAPER, Frame, allow

PAGE = f"{PAPER}/news/harbour-bridge.html"


@pytest.fixture
def paper(called: Newsroom) -> Newsroom:
    """A newsroom that adds articles for the pages of one newspaper."""
    allow(called, PAPER)
    with called.database.unit_of_work(write=True) as work:
        work.session.execute(update(Site).values(adds_articles=True))
    return called


def headlines(paper: Newsroom) -> dict[str, str]:
    with paper.database.unit_of_work(write=False) as work:
        rows = work.session.execute(select(Article.key, Article.headline))
        return {row.key: row.headline for row in rows}


def test_a_page_that_is_new_gets_an_article(paper: Newsroom) -> None:
    answer = Frame(paper).send("articles", key="bridge", url=PAGE)

    assert answer.status_code == 200
    assert headlines(paper)["bridge"] == "Harbour bridge"


def test_a_headline_that_anybody_could_choose_is_not_on_the_front_page(
    paper: Newsroom,
) -> None:
    Frame(paper).send("articles", key="spam", url=f"{PAPER}/cheap-watches")
    paper.comment(paper.person_alone("Rita"), "A thought.")

    page = paper.visitor().client.get("/").text

    assert "Cheap watches" not in page
    assert "/articles/truce" in page


def test_opening_the_page_alone_adds_nothing(paper: Newsroom) -> None:
    page = Frame(paper).client.get("/embed/articles/bridge", query_string={"url": PAGE})

    assert page.status_code == 200
    assert "bridge" not in headlines(paper)


def test_an_article_that_exists_stays_as_it_is(paper: Newsroom) -> None:
    Frame(paper).send("articles", key="truce", url=PAGE)

    assert headlines(paper)["truce"] == "A truce"


@pytest.mark.parametrize(
    ("key", "url", "status"),
    [
        ("bridge", "https://evil.example/a", 404),
        ("bridge", f"{PAPER}@evil.example/a", 404),
        ("bridge", "http://169.254.169.254/latest", 404),
        ("a/b", PAGE, 422),
        ("a" * 201, PAGE, 422),
        ("new", PAGE, 422),
    ],
)
def test_other_pages_and_odd_keys_get_none(
    paper: Newsroom, key: str, url: str, status: int
) -> None:
    assert Frame(paper).send("articles", key=key, url=url).status_code == status
    assert set(headlines(paper)) == {"truce"}


def test_a_site_that_does_not_want_it_adds_none(paper: Newsroom) -> None:
    with paper.database.unit_of_work(write=True) as work:
        work.session.execute(update(Site).values(adds_articles=False))

    assert Frame(paper).send("articles", key="bridge", url=PAGE).status_code == 404
    page = Frame(paper).client.get("/embed/articles/bridge", query_string={"url": PAGE})
    assert page.status_code == 404
