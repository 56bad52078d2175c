"""Which items a view of the queue shows, and how it is saved."""

from __future__ import annotations

import re

import pytest

from auth.core.permissions import Role
from moderation.discussion.rules import Status
from moderation.review.items.queue_views import Order, QueueView
from tests.calling import Caller, Newsroom

EVERYTHING = {
    "order": "newest",
    "article": "truce",
    "section": "World",
    "profile": "conflict",
    "label": "threat",
    "cause": "report",
    "level": "hold",
    "language": "en",
    "claimed": "me",
    "author": "7",
    "text": "at this",
    "watched": "yes",
}


@pytest.fixture
def moderator(called: Newsroom) -> Caller:
    caller, _ = called.person("Mo", Role.MODERATOR)
    _, ann = called.person("Ann")
    called.comment(ann, "Look at this one.", status=Status.WAITING, waits=True)
    return caller


def test_a_view_is_read_from_its_address_as_it_was_written() -> None:
    view = QueueView.parse(EVERYTHING)

    assert view.query == EVERYTHING
    assert QueueView.from_text(view.text) == view


def test_the_order_by_harm_goes_without_saying() -> None:
    assert QueueView(order=Order.HARM).query == {}


@pytest.mark.parametrize(
    ("query", "is_shown"),
    [
        ("", True),
        ("article=truce", True),
        ("article=other", False),
        ("section=World", False),
        ("profile=general", True),
        ("profile=conflict", False),
        ("cause=rule", True),
        ("cause=report", False),
        ("label=threat", False),
        ("language=en", True),
        ("language=fr", False),
        ("claimed=nobody", True),
        ("claimed=me", False),
        ("claimed=others", False),
        ("author=4711", False),
        ("watched=yes", False),
        ("text=AT+this", True),
        ("text=%25", False),
    ],
)
def test_a_view_leaves_out_what_it_does_not_ask_for(
    moderator: Caller, query: str, *, is_shown: bool
) -> None:
    page = moderator.client.get(f"/queue?{query}").get_data(as_text=True)

    assert ("Look at this one." in page) == is_shown


@pytest.mark.parametrize(
    "query",
    [
        *("order=sideways", "label=dull", "cause=dull", "level=dull"),
        *("claimed=7", "author=x", "section=" + "x" * 201),
    ],
)
def test_a_view_that_there_is_not_is_refused(moderator: Caller, query: str) -> None:
    assert moderator.client.get(f"/queue?{query}").status_code == 422


def test_an_article_is_watched_from_a_card(moderator: Caller) -> None:
    page = moderator.client.get("/queue").get_data(as_text=True)
    [number, *_] = re.findall(r'name="item_id"\s+value="(\d+)"', page)
    answer = moderator.send(
        "/queue/watch-list", article="truce", action="add", item_id=number
    )
    assert answer.location == f"/queue#item-{number}"
    assert ">Unwatch<" in moderator.client.get("/queue").get_data(as_text=True)


def test_a_watched_articles_comments_are_one_queue(moderator: Caller) -> None:
    moderator.send("/queue/watch-list", article="truce", action="add")
    page = moderator.client.get("/queue?watched=yes").get_data(as_text=True)
    assert "Look at this one." in page

    moderator.send("/queue/watch-list", article="truce", action="remove")
    page = moderator.client.get("/queue?watched=yes").get_data(as_text=True)
    assert "Look at this one." not in page


@pytest.mark.parametrize(("shared", "is_seen"), [("yes", True), ("", False)])
def test_a_kept_view_is_the_desks_only_if_it_is_shared(
    called: Newsroom, moderator: Caller, *, shared: str, is_seen: bool
) -> None:
    other, _ = called.person("Max", Role.MODERATOR)

    moderator.send(
        "/queue/saved-views",
        name="Threats first",
        view="label=threat",
        is_shared=shared,
    )

    assert "Threats first" in moderator.client.get("/queue").get_data(as_text=True)
    seen = "Threats first" in other.client.get("/queue").get_data(as_text=True)
    assert seen == is_seen


@pytest.mark.parametrize("name", ["", "  ", "x" * 61, "Twice"])
def test_an_invalid_name_is_refused_and_nothing_is_kept(
    called: Newsroom, moderator: Caller, name: str
) -> None:
    moderator.send("/queue/saved-views", name="Twice", view="label=threat")
    before = called.rows()

    moderator.send("/queue/saved-views", name=name, view="label=threat")

    assert called.rows() == before


def test_another_persons_view_is_not_removed(
    called: Newsroom, moderator: Caller
) -> None:
    moderator.send(
        "/queue/saved-views", name="Mine", view="label=threat", is_shared="yes"
    )
    other, _ = called.person("Max", Role.MODERATOR)

    assert other.send("/queue/saved-views/1/remove").status_code == 404
    assert moderator.send("/queue/saved-views/1/remove").status_code == 303
