"""The public part of a page: the same for everybody, and never out of date."""

from __future__ import annotations

import re

import pytest

from auth.core.actor import Actor
from auth.core.permissions import Role
from moderation.discussion.rules import Status
from moderation.web.public_part import parts
from tests.calling import Caller, Newsroom

PAGES = ("/articles/truce", "/threads/1", "/articles/truce?sort=oldest")


@pytest.fixture
def nour(called: Newsroom) -> tuple[Caller, Actor]:
    """The author of a published comment with a reply, and of a held one."""
    caller, author = called.person("Nour")
    head = called.comment(author, "The first.")
    called.comment(author, "A reply.", parent_id=head)
    called.comment(author, "A doubt.", status=Status.HELD)
    return caller, author


@pytest.mark.parametrize("page", PAGES)
def test_five_people_are_given_the_same_public_part(
    called: Newsroom, nour: tuple[Caller, Actor], page: str
) -> None:
    _, author = nour
    muting, _ = called.person("Rashid")
    muting.send(
        "/follows", act="mute", target="reader", target_id=str(author.account_id)
    )
    following, _ = called.person("Ruth")
    following.send("/follows", act="follow", target="thread", target_id="1")
    people = [
        nour[0],
        muting,
        following,
        called.person("Edith", Role.MODERATOR)[0],
        called.person("Ada", Role.ADMIN)[0],
    ]
    kept = called.app.extensions["ceasefire.public_parts"]

    rendered = []
    for person in people:
        kept.clear()
        assert person.client.get(page).status_code == 200
        rendered.append([entry.value.pieces for entry in kept._entries.values()])

    readers, staff = rendered[:3], rendered[3:]
    assert readers[0] == readers[1] == readers[2]
    # Staff read more of a thread, so theirs is not kept.
    expected = [] if page.startswith("/threads") else readers[0]
    assert staff == [expected, expected]


@pytest.mark.parametrize("page", PAGES)
def test_everybody_without_our_cookies_is_given_the_same_bytes(
    called: Newsroom, nour: tuple[Caller, Actor], page: str
) -> None:
    first = called.visitor().client.get(page)
    nour[0].client.get(page)
    again = called.visitor()
    again.client.set_cookie("of_somebody_else", "1")

    second = again.client.get(page, headers={"User-Agent": "other"})

    assert first.data == second.data
    assert "Set-Cookie" not in first.headers
    assert "Cookie" not in first.headers.get("Vary", "")
    assert first.headers["Cache-Control"].startswith("public, max-age=0, s-maxage=")
    assert first.headers["ETag"] == second.headers["ETag"]


@pytest.mark.parametrize("cookie", ["sid", "handoff", "receipt", "device", "form"])
def test_with_one_of_our_cookies_nothing_may_be_shared(
    called: Newsroom, cookie: str
) -> None:
    visitor = called.visitor()
    visitor.client.set_cookie(cookie, "unknown")

    answer = visitor.client.get("/articles/truce")

    assert "public" not in answer.headers["Cache-Control"]
    assert "Cookie" in answer.headers["Vary"]


def test_who_has_the_newest_page_is_not_sent_it_again(
    called: Newsroom, nour: tuple[Caller, Actor]
) -> None:
    visitor = called.visitor().client
    tag = visitor.get("/articles/truce").headers["ETag"]

    same = visitor.get("/articles/truce", headers={"If-None-Match": tag})
    called.comment(nour[1], "The next.")
    changed = visitor.get("/articles/truce", headers={"If-None-Match": tag})

    assert (same.status_code, same.data) == (304, b"")
    assert changed.status_code == 200


def test_a_reader_sees_their_own_comments_and_the_forms(
    called: Newsroom, nour: tuple[Caller, Actor]
) -> None:
    page = nour[0].client.get("/articles/truce").get_data(as_text=True)
    visitor = called.visitor().client.get("/articles/truce").get_data(as_text=True)

    assert "A doubt." in page
    assert page.count("Edit<span") == 3
    tokens = re.findall(r'name="csrf_token" value="([^"]+)"', page)
    keys = re.findall(r'name="idempotency_key" value="([^"]+)"', page)
    assert len(set(tokens)) == 1
    assert len(keys) == len(set(keys)) == 3
    assert "A doubt." not in visitor
    assert "<form" not in visitor


def test_no_mark_of_a_slot_is_left_in_a_page(
    called: Newsroom, nour: tuple[Caller, Actor]
) -> None:
    people = [called.visitor(), nour[0], called.person("Edith", Role.MODERATOR)[0]]
    for person in people:
        for page in PAGES:
            assert "<!--" not in person.client.get(page).get_data(as_text=True)


def test_the_public_part_cannot_look_at_the_request(called: Newsroom) -> None:
    template = called.app.jinja_env.from_string("{{ actor.display_name }}")
    with called.app.test_request_context("/articles/truce"):
        hidden = parts.hidden()
        with pytest.raises(RuntimeError, match="display_name"):
            template.render(hidden)
