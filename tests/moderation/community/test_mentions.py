"""A name after an @ links to somebody in the thread, and tells them."""

from __future__ import annotations

import html
import json
import re

import pytest
from sqlalchemy import select, update

from auth.core.actor import Actor
from auth.core.models import Site
from moderation.community import mentions
from moderation.community.models import Mute
from moderation.discussion.rules import Status
from moderation.exchange.exports import reading
from moderation.notifications.models import Notification
from moderation.notifications.rules import NotificationKind
from tests.calling import Newsroom

ADDRESSES = {"ruthcalder": "/comments/7", "ruth": "/comments/8"}
LINK = re.compile(r'<a class="mention" href="/comments/(\d+)">([^<]+)</a>')


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("@RuthCalder yes", [("7", "@RuthCalder")]),
        ("@Ruth Calder, yes", [("7", "@Ruth Calder")]),
        ("As @ruth-calder said", [("7", "@ruth-calder")]),
        ("(@Ruth): yes", [("8", "@Ruth")]),
        ("@Ruth and @Ruth Calder", [("8", "@Ruth"), ("7", "@Ruth Calder")]),
        ("@Ruth &amp; I", [("8", "@Ruth")]),
        ("@Ruthless", []),
        ("write to ada@ruth.example", []),
        ("<a href='/x'>@Ruth</a>", []),
        ("<blockquote>@Ruth</blockquote>", []),
        ("<code>@Ruth</code> @Ruth", [("8", "@Ruth")]),
        ("@ Ruth", []),
    ],
)
def test_names_are_found_however_their_parts_are_separated(
    written: str, found: list[tuple[str, str]]
) -> None:
    assert LINK.findall(mentions.linked(f"<p>{written}</p>", ADDRESSES)) == found


def test_only_some_places_of_a_comment_are_looked_at() -> None:
    rendered = "".join(f"<p>@n{number}</p>" for number in range(1_000))

    assert len(mentions.keys_in(rendered)) == mentions.MOST_PLACES


@pytest.mark.parametrize("text", ["<b>&lt;@Ruth&gt;</b>", "&amp;lt; @Ruth &quot;&lt;"])
def test_a_link_leaves_all_other_characters_as_they_were(text: str) -> None:
    linked = mentions.linked(text, ADDRESSES)

    without = LINK.sub(r"\2", linked).replace("&#34;", "&quot;")
    assert without == text


@pytest.fixture
def ruth(called: Newsroom) -> Actor:
    """A reader who has begun a thread."""
    return called.person_alone("Ruth Calder")


@pytest.fixture
def nour(called: Newsroom) -> Actor:
    """A reader who names others."""
    return called.person_alone("Nour")


@pytest.fixture
def head(called: Newsroom, ruth: Actor) -> int:
    """Ruth's comment."""
    return called.comment(ruth, "The bridge should open.")


def told(called: Newsroom, kind: NotificationKind) -> list[int]:
    with called.database.unit_of_work(write=False) as work:
        query = select(Notification.account_id).where(Notification.kind == kind)
        return list(work.session.scalars(query.order_by(Notification.account_id)))


def page(called: Newsroom) -> str:
    read: str = called.visitor().client.get("/articles/truce").get_data(as_text=True)
    return read


def test_somebody_in_the_thread_is_linked_and_told(
    called: Newsroom, ruth: Actor, nour: Actor, head: int
) -> None:
    other = called.comment(called.person_alone("Lena"), "Why?", parent_id=head)

    called.comment(nour, "As @ruthcalder says.", parent_id=other)

    assert LINK.findall(page(called)) == [(str(head), "@ruthcalder")]
    assert told(called, NotificationKind.MENTION) == [ruth.account_id]


@pytest.mark.parametrize(
    "path", ["/embed/articles/truce/fragment", "/articles/truce/feed.atom"]
)
def test_a_name_leads_to_the_site_from_pages_of_others(
    called: Newsroom, nour: Actor, head: int, path: str
) -> None:
    called.comment(nour, "@Ruth Calder I agree.", parent_id=head)

    text = html.unescape(called.visitor().client.get(path).text)

    [link] = re.findall(r'<a class="mention" href="([^"]+)"', text)
    assert link.startswith("http")
    assert link.endswith(f"/comments/{head}")


@pytest.mark.parametrize("path", ["/threads/1/replies", "/comments/2"])
def test_a_name_leads_to_the_site_from_the_api(
    called: Newsroom, nour: Actor, head: int, path: str
) -> None:
    called.comment(nour, "@Ruth Calder I agree.", parent_id=head)

    answer = called.visitor().client.get(f"/api/v1{path}").get_json()

    written = json.dumps(answer, ensure_ascii=False).replace('\\"', '"')
    [link] = re.findall(r'<a class="mention" href="([^"]+)"', written)
    assert link.startswith("http")
    assert link.endswith(f"/comments/{head}")


def test_a_name_leads_to_the_site_from_an_export(
    called: Newsroom, nour: Actor, head: int
) -> None:
    called.comment(nour, "@Ruth Calder I agree.", parent_id=head)

    exported = reading.comments(
        called.database, site_id=1, base_url="https://comments.example.org"
    )

    [_, reply] = exported
    assert f'href="https://comments.example.org/comments/{head}"' in reply.html


def test_a_reply_that_mentions_its_recipient_notifies_once(
    called: Newsroom, nour: Actor, head: int
) -> None:
    called.comment(nour, "@Ruth Calder I agree.", parent_id=head)

    assert told(called, NotificationKind.MENTION) == []
    assert len(LINK.findall(page(called))) == 1


@pytest.mark.usefixtures("head")
def test_only_people_in_the_thread_can_be_mentioned(
    called: Newsroom, nour: Actor
) -> None:
    called.comment(nour, "@Ruth Calder I agree.")

    assert LINK.findall(page(called)) == []
    assert told(called, NotificationKind.MENTION) == []


def test_an_author_of_hidden_comments_alone_cannot_be_mentioned(
    called: Newsroom, nour: Actor, head: int
) -> None:
    hidden = called.person_alone("Lena")
    called.comment(hidden, "A doubt.", parent_id=head, status=Status.HELD)

    called.comment(nour, "@Lena yes.", parent_id=head)

    assert LINK.findall(page(called)) == []


def test_nobody_is_told_of_a_text_that_readers_do_not_see(
    called: Newsroom, nour: Actor, head: int
) -> None:
    other = called.comment(called.person_alone("Lena"), "Why?", parent_id=head)

    called.comment(nour, "As @ruthcalder.", parent_id=other, status=Status.HELD)

    assert told(called, NotificationKind.MENTION) == []


def test_a_mention_by_a_muted_author_notifies_nobody(
    called: Newsroom, ruth: Actor, nour: Actor, head: int
) -> None:
    other = called.comment(called.person_alone("Lena"), "Why?", parent_id=head)
    with called.database.unit_of_work(write=True) as work:
        pair = {"muter_id": ruth.account_id, "muted_id": nour.account_id}
        work.session.add(Mute(**pair, created_at=work.now))

    called.comment(nour, "As @ruthcalder says.", parent_id=other)

    assert told(called, NotificationKind.MENTION) == []


@pytest.mark.parametrize(("people", "links"), [(5, 5), (6, 0)])
def test_one_comment_names_only_a_few(
    called: Newsroom, nour: Actor, head: int, people: int, links: int
) -> None:
    names = [f"Reader {letter}" for letter in "ABCDEF"[:people]]
    for name in names:
        called.comment(called.person_alone(name), "A word.", parent_id=head)

    called.comment(nour, " ".join(f"@{each}" for each in names), parent_id=head)

    assert len(told(called, NotificationKind.MENTION)) == links


def test_a_site_can_switch_mentions_off(
    called: Newsroom, nour: Actor, head: int
) -> None:
    with called.database.unit_of_work(write=True) as work:
        work.session.execute(update(Site).values(has_mentions=False))

    called.comment(nour, "@Ruth Calder I agree.", parent_id=head)

    assert LINK.findall(page(called)) == []
