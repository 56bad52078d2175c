"""Comments close by themselves some days after an article was published."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from auth.core.models import Site
from auth.core.permissions import Role
from moderation.running import chores
from tests.calling import Caller, Newsroom

ARTICLE = "/articles/truce"
CLOSED = "Comments on this article are closed."


@pytest.fixture
def publisher(called: Newsroom) -> Caller:
    """The publisher's system."""
    return called.key("articles")


def publish(
    called: Newsroom, publisher: Caller, *, days_ago: int, **fields: Any
) -> None:
    at = called.now - timedelta(days=days_ago)
    body = {"headline": "A truce", "published_at": at.isoformat()}
    publisher.call("PUT", ARTICLE, json=body | fields)


def set_site(called: Newsroom, days: int | None) -> None:
    with called.database.unit_of_work(write=True) as work:
        work.session.execute(update(Site).values(closing_days=days))


def do_round(called: Newsroom) -> None:
    chores.close_articles(called.database, threading.Event())


@pytest.mark.parametrize(
    ("site_days", "own_days", "age", "is_open"),
    [
        (None, None, 900, True),
        (7, None, 6, True),
        (7, None, 7, False),
        (7, 0, 900, True),
        (7, 30, 8, True),
        (7, 30, 30, False),
        (None, 2, 2, False),
    ],
)
def test_comments_close_by_the_articles_own_days_or_those_of_the_site(
    called: Newsroom,
    publisher: Caller,
    site_days: int | None,
    own_days: int | None,
    age: int,
    is_open: bool,
) -> None:
    set_site(called, site_days)
    publish(called, publisher, days_ago=age, closing_days=own_days)

    do_round(called)

    page = called.visitor().client.get(ARTICLE).get_data(as_text=True)
    assert called.visitor().get(ARTICLE).json["is_open"] == is_open
    assert (CLOSED in page) != is_open


def test_an_article_says_when_its_comments_close(
    called: Newsroom, publisher: Caller
) -> None:
    set_site(called, 7)
    publish(called, publisher, days_ago=6)
    before = called.visitor().client.get(ARTICLE).get_data(as_text=True)
    publish(called, publisher, days_ago=8)

    do_round(called)

    after = called.visitor().client.get(ARTICLE).get_data(as_text=True)
    closes_at = called.visitor().get(ARTICLE).json["closes_at"]
    assert "Comments on this article close on" in before
    assert "They close 7 days after it was published." in after
    assert closes_at.startswith((called.now - timedelta(days=1)).date().isoformat())


def test_a_comment_that_comes_too_late_is_refused_and_kept(
    called: Newsroom, publisher: Caller
) -> None:
    reader, _ = called.person("Nour")
    set_site(called, 7)
    publish(called, publisher, days_ago=8)

    answer = reader.send(f"{ARTICLE}/comments", text="One more thought.")

    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert CLOSED in page
    assert "One more thought.</textarea>" in page


def test_what_a_moderator_opens_again_stays_open(
    called: Newsroom, publisher: Caller
) -> None:
    moderator, _ = called.person("Edith", Role.MODERATOR)
    set_site(called, 7)
    publish(called, publisher, days_ago=8)
    do_round(called)

    moderator.send(f"/admin{ARTICLE}/comments", action="open")
    do_round(called)

    assert called.visitor().get(ARTICLE).json["is_open"]
    assert moderator.send(f"{ARTICLE}/comments", text="A late word.").status_code == 303


def test_what_is_opened_again_early_still_closes_by_age(
    called: Newsroom, publisher: Caller
) -> None:
    moderator, _ = called.person("Edith", Role.MODERATOR)
    set_site(called, 7)
    for action in ("close", "open"):
        moderator.send(f"/admin{ARTICLE}/comments", action=action)
    publish(called, publisher, days_ago=8)

    do_round(called)

    assert not called.visitor().get(ARTICLE).json["is_open"]


def test_an_admin_chooses_the_days_of_a_site_and_of_an_article(
    called: Newsroom,
) -> None:
    admin, _ = called.person("Ada", Role.ADMIN)
    site = {"name": "Site", "host": "localhost", "closing_days": "14"}

    admin.send("/admin/site", **site)
    admin.send(f"/admin{ARTICLE}", headline="A truce", closing_days="0")

    pages = [
        admin.client.get(path).get_data(as_text=True)
        for path in ("/admin/site", f"/admin{ARTICLE}")
    ]
    assert ['type="number" value="14"' in pages[0], 'value="0"' in pages[1]] == [
        True,
        True,
    ]


@pytest.mark.parametrize("days", ["0", "3651", "-1", "soon"])
def test_days_that_a_site_cannot_have_are_refused_beside_their_field(
    called: Newsroom, days: str
) -> None:
    admin, _ = called.person("Ada", Role.ADMIN)
    site = {"name": "Site", "host": "localhost", "closing_days": days}

    answer = admin.send("/admin/site", **site)

    assert answer.status_code == 422
    assert 'id="closing_days-error"' in answer.get_data(as_text=True)
