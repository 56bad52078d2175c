"""Following from every page that offers it, and the lists of follows and mutes."""

from __future__ import annotations

import re

import pytest

from auth.core.models import Site
from tests.calling import Newsroom
from tests.pages import tags

LISTS = "/account/following"
ENDED_BY = {
    "readers": ("follow", "unfollow", "reader"),
    "articles": ("follow", "unfollow", "article"),
    "threads": ("follow", "unfollow", "thread"),
    "muted": ("mute", "unmute", "reader"),
}


def ids(called: Newsroom) -> dict[str, int]:
    """Return the ids of a reader, a thread and an article."""
    _, author = called.person("Deniz")
    return {
        "reader": author.account_id,
        "thread": called.comment(author, "A first word."),
        "article": 1,
    }


@pytest.mark.parametrize("page", ["/articles/truce", "/threads/{thread}"])
def test_a_thread_is_followed_from_its_first_comment(
    called: Newsroom, page: str
) -> None:
    reader, _ = called.person("Amina")
    thread = ids(called)["thread"]
    page = page.format(thread=thread)
    begin = re.compile("Follow (this )?thread")
    assert begin.search(reader.client.get(page).get_data(as_text=True))

    answer = reader.send(
        "/follows",
        act="follow",
        target="thread",
        target_id=str(thread),
        next=page,
        place=f"comment-{thread}",
    )

    assert answer.location == f"{page}#comment-{thread}"
    assert not begin.search(reader.client.get(page).get_data(as_text=True))


@pytest.mark.parametrize("kind", ENDED_BY)
def test_each_list_names_what_is_on_it_with_a_button_that_ends_it(
    called: Newsroom, kind: str
) -> None:
    begin, end, target = ENDED_BY[kind]
    reader, _ = called.person("Amina")
    target_id = str(ids(called)[target])
    reader.send("/follows", act=begin, target=target, target_id=target_id)

    page = reader.client.get(f"{LISTS}?list={kind}").get_data(as_text=True)
    buttons = [each for each in tags(page, "button") if each.get("name") == "act"]
    assert [each["value"] for each in buttons] == [end]

    reader.send("/follows", act=end, target=target, target_id=target_id, next=LISTS)

    after = reader.client.get(f"{LISTS}?list={kind}").get_data(as_text=True)
    assert [each for each in tags(after, "button") if each.get("name") == "act"] == []


def test_a_long_list_has_further_pages(called: Newsroom) -> None:
    reader, _ = called.person("Amina")
    _, author = called.person("Deniz")
    for number in range(21):
        thread = called.comment(author, f"Thought {number}")
        reader.send("/follows", act="follow", target="thread", target_id=str(thread))

    first = reader.client.get(LISTS).get_data(as_text=True)
    [older] = [each["href"] for each in tags(first, "a") if each.get("rel") == "next"]

    second = reader.client.get(older).get_data(as_text=True)
    assert [each["value"] for each in tags(second, "button") if "value" in each] == [
        "unfollow"
    ]


def test_a_site_without_reader_pages_offers_muting_and_no_follow(
    called: Newsroom,
) -> None:
    reader, _ = called.person("Amina")
    known = ids(called)
    with called.database.unit_of_work(write=True) as work:
        work.session.query(Site).one().has_reader_pages = False

    page = reader.client.get("/articles/truce").get_data(as_text=True)
    muted = reader.send(
        "/follows", act="mute", target="reader", target_id=str(known["reader"])
    )

    assert "Follow thread" not in page
    assert "/readers/" not in page
    assert '/following"' not in page
    assert muted.status_code == 303
    assert "Deniz" in reader.client.get(LISTS).get_data(as_text=True)


@pytest.mark.parametrize("place", ["https://elsewhere", "a b", 'x"y', "é"])
def test_only_a_plain_place_is_led_back_to(called: Newsroom, place: str) -> None:
    reader, _ = called.person("Amina")

    answer = reader.send(
        "/follows",
        act="follow",
        target="article",
        target_id="1",
        next="/articles/truce",
        place=place,
    )

    assert answer.location == "/articles/truce"


def test_a_thread_whose_first_comment_is_gone_can_be_followed(called: Newsroom) -> None:
    deniz, author = called.person("Deniz")
    head = called.comment(author, "A first word.")
    called.comment(author, "An answer.", parent_id=head)
    deniz.send(f"/comments/{head}/delete")
    reader, _ = called.person("Amina")

    page = reader.client.get(f"/threads/{head}").get_data(as_text=True)

    assert "Follow this thread" in page
