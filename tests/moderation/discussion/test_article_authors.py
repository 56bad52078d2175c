"""Readers see who wrote the article, and find what the newsroom wrote below it."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import update

from auth.core.actor import Actor
from auth.core.models import Site
from auth.core.permissions import Role
from moderation.discussion.rules import Status
from tests.calling import Caller, Newsroom

ARTICLE = "/articles/truce"
TAB = f"{ARTICLE}?sort=newsroom"
STAFF_BADGE = '<span class="badge">Staff</span>'
BADGE = '<span class="badge">Author</span>'


@pytest.fixture
def lena(called: Newsroom) -> Actor:
    """A journalist with an ordinary account."""
    return called.person_alone("Lena Brandt")


@pytest.fixture
def publisher(called: Newsroom) -> Caller:
    """The publisher's system."""
    return called.key("articles")


def name_authors(publisher: Caller, *names: str, article: str = ARTICLE) -> Any:
    body = {"headline": "A truce", "authors": list(names)}
    return publisher.call("PUT", article, json=body)


def read(called: Newsroom, path: str = ARTICLE) -> str:
    page: str = called.visitor().client.get(path).get_data(as_text=True)
    return page


def test_the_publisher_names_the_authors_and_they_carry_a_badge(
    called: Newsroom, publisher: Caller, lena: Actor
) -> None:
    called.comment(lena, "I asked the ministry twice.")
    before = read(called)

    answer = name_authors(publisher, "lena brandt")

    assert answer.json["authors"] == ["Lena Brandt"]
    assert called.visitor().get(ARTICLE).json["authors"] == ["Lena Brandt"]
    assert [page.count(BADGE) for page in (before, read(called))] == [0, 1]


def test_nobody_is_an_author_under_another_article(
    called: Newsroom, publisher: Caller, lena: Actor
) -> None:
    name_authors(publisher, "Lena Brandt", article="/articles/storm")

    called.comment(lena, "A good report.")

    assert BADGE not in read(called)


@pytest.mark.usefixtures("lena")
def test_authors_stay_until_they_are_sent_again(publisher: Caller) -> None:
    name_authors(publisher, "Lena Brandt")

    kept = publisher.call("PUT", ARTICLE, json={"headline": "A long truce"})
    removed = name_authors(publisher)

    assert kept.json["authors"] == ["Lena Brandt"]
    assert removed.json["authors"] == []


@pytest.mark.usefixtures("lena")
def test_an_unknown_author_is_refused_by_name(
    called: Newsroom, publisher: Caller
) -> None:
    answer = name_authors(publisher, "Lena Brandt", "Nobody Known")

    assert answer.status_code == 422
    assert answer.json["error"]["details"]["field"] == "authors"
    assert "Nobody Known" in answer.json["error"]["message"]
    assert called.visitor().get(ARTICLE).json["authors"] == []


@pytest.mark.usefixtures("lena")
def test_an_admin_names_the_authors_in_the_form(called: Newsroom) -> None:
    admin, _ = called.person("Ada", Role.ADMIN)
    form = f"/admin/{ARTICLE[1:]}"

    admin.send(form, headline="A truce", authors="Lena Brandt\nAda\n")

    assert called.visitor().get(ARTICLE).json["authors"] == ["Ada", "Lena Brandt"]
    assert "Ada\nLena Brandt" in admin.client.get(form).get_data(as_text=True)


def test_a_name_that_no_account_has_stays_in_the_form(called: Newsroom) -> None:
    admin, _ = called.person("Ada", Role.ADMIN)

    answer = admin.send(f"/admin{ARTICLE}", headline="A truce", authors="Nobody Known")

    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "Nobody Known</textarea>" in page
    assert 'id="authors-error"' in page


def test_the_tab_has_what_authors_and_staff_wrote_and_readers_see(
    called: Newsroom, publisher: Caller, lena: Actor
) -> None:
    name_authors(publisher, "Lena Brandt")
    reader = called.person_alone("Nour")
    _, moderator = called.person("Edith", Role.MODERATOR)
    asked = called.comment(reader, "Who was asked?")
    before = read(called)
    answered = called.comment(lena, "The ministry.", parent_id=asked)
    hidden = called.comment(lena, "A doubt.", status=Status.HELD)
    reminded = called.comment(moderator, "Please stay polite.")

    page, tab = read(called), read(called, TAB)

    assert [TAB in each for each in (before, page)] == [False, True]
    shown = [f'id="comment-{each}"' in tab for each in (asked, answered, hidden)]
    assert shown == [False, True, False]
    assert tab.index(f"comment-{reminded}") < tab.index(f"comment-{answered}")


def test_a_site_can_switch_the_badge_and_the_tab_off(
    called: Newsroom, publisher: Caller, lena: Actor
) -> None:
    name_authors(publisher, "Lena Brandt")
    called.comment(lena, "I asked the ministry twice.")

    with called.database.unit_of_work(write=True) as work:
        work.session.execute(update(Site).values(has_author_badges=False))

    page = read(called)
    assert BADGE not in page
    assert TAB not in page


def test_a_site_can_switch_the_badge_of_staff_off(called: Newsroom) -> None:
    _, edith = called.person("Edith", Role.MODERATOR)
    called.comment(edith, "Please stay on topic.")
    before = read(called)

    with called.database.unit_of_work(write=True) as work:
        work.session.execute(update(Site).values(has_author_badges=False, version=9))

    assert [STAFF_BADGE in each for each in (before, read(called))] == [True, False]
