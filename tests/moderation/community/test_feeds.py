"""Atom feeds show what readers see, and nothing once they do not see it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from auth.core.permissions import Role
from auth.sites.lookup import site_for
from moderation.community import atom
from moderation.community.atom import ATOM, THREADING
from moderation.discussion.rules import Cause, Status
from moderation.discussion.services import transitions, writing
from tests.calling import Newsroom

FEED = "/articles/truce/feed.atom"
NASTY = 'Is 1 < 2 & "so"? <script>alert(1)</script>'
A = {"a": ATOM, "thr": THREADING}


def fetched(called: Newsroom, path: str = FEED, **headers: str) -> Any:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return called.visitor().client.get(path, headers=named)


def entries(called: Newsroom, path: str = FEED) -> list[ET.Element]:
    return ET.fromstring(fetched(called, path).data).findall("a:entry", A)


def texts(called: Newsroom, path: str = FEED) -> list[str]:
    return [each.findtext("a:content", "", A) for each in entries(called, path)]


def test_the_feed_of_an_article_has_its_comments_as_the_page_shows_them(
    called: Newsroom,
) -> None:
    _, nour = called.person("Nour")
    _, rashid = called.person("Rashid")
    first = called.comment(nour, NASTY)
    called.comment(rashid, "An answer", parent_id=first)
    called.comment(nour, "Held", status=Status.HELD)

    answer, thought = entries(called)

    page = called.visitor().client.get("/articles/truce").get_data(as_text=True)
    content = thought.findtext("a:content", "", A)
    assert content
    assert content in page
    assert "<script>" not in content
    assert answer.findtext("a:author/a:name", "", A) == "Rashid"
    reply = answer.find("thr:in-reply-to", A)
    assert reply is not None
    assert reply.attrib["ref"] == thought.findtext("a:id", "", A)
    assert reply.attrib["href"].endswith(f"/comments/{first}")
    replies = thought.find("a:link[@rel='replies']", A)
    assert replies is not None
    assert replies.attrib[f"{{{THREADING}}}count"] == "1"


def test_a_comment_that_is_hidden_or_deleted_leaves_the_feed(called: Newsroom) -> None:
    _, nour = called.person("Nour")
    hidden, deleted = (called.comment(nour, text) for text in ("One", "Two"))
    called.comment(nour, "Three")
    before = fetched(called)

    with called.database.unit_of_work(write=True) as work:
        comment = transitions.lock(work.session, hidden)
        transitions.move(
            work.session,
            comment,
            to=Status.REJECTED,
            cause=Cause.DECISION,
            now=work.now,
        )
        writing.delete(
            work.session, comment_id=deleted, author_id=nour.account_id, now=work.now
        )

    assert texts(called) == ["<p>Three</p>\n"]
    after = fetched(called, If_None_Match=before.headers["ETag"])
    assert after.status_code == 200
    since = fetched(called, If_Modified_Since=before.headers["Last-Modified"])
    assert since.status_code == 200


def test_an_unchanged_feed_is_not_sent_again(called: Newsroom) -> None:
    _, nour = called.person("Nour")
    called.comment(nour, "A thought")
    first = fetched(called)

    again = fetched(called, If_None_Match=first.headers["ETag"])

    assert again.status_code == 304
    assert again.data == b""
    assert first.headers["Cache-Control"] == "public, max-age=60"
    assert "Cookie" not in first.headers.get("Vary", "")
    assert "Set-Cookie" not in first.headers
    assert first.content_type == "application/atom+xml; charset=utf-8"


def test_a_cookie_changes_nothing(called: Newsroom) -> None:
    caller, nour = called.person("Nour")
    called.comment(nour, "Waits", status=Status.WAITING)

    answer = caller.client.get(FEED)

    assert answer.data == fetched(called).data
    assert answer.headers["Cache-Control"] == "public, max-age=60"


def test_an_id_stays_when_the_site_moves_to_another_host(called: Newsroom) -> None:
    _, nour = called.person("Nour")
    called.comment(nour, "A thought")
    before = [each.findtext("a:id", "", A) for each in entries(called)]

    with called.database.unit_of_work(write=True) as work:
        site_for(work.session, "localhost").host = "comments.courier.example"

    assert [each.findtext("a:id", "", A) for each in entries(called)] == before
    assert before[0].startswith("urn:uuid:")


def test_the_feed_of_a_reader_is_there_where_reader_pages_are(called: Newsroom) -> None:
    _, nour = called.person("Nour")
    called.comment(nour, "A thought")
    assert texts(called, "/readers/nour/feed.atom") == ["<p>A thought</p>\n"]

    with called.database.unit_of_work(write=True) as work:
        site_for(work.session, "localhost").has_reader_pages = False

    assert fetched(called, "/readers/nour/feed.atom").status_code == 404
    [entry] = entries(called)
    assert entry.find("a:author/a:uri", A) is None


def test_the_feed_of_a_site_needs_a_key_of_its_scope(called: Newsroom) -> None:
    _, nour = called.person("Nour")
    called.comment(nour, "A thought")
    admin, _ = called.person("Ada", Role.ADMIN)
    token = called.key("feeds").headers["Authorization"].removeprefix("Bearer ")
    other = called.key("articles").headers["Authorization"].removeprefix("Bearer ")

    assert texts(called, f"/feed.atom?key={token}") == ["<p>A thought</p>\n"]
    assert token not in fetched(called, f"/feed.atom?key={token}").get_data(
        as_text=True
    )
    assert fetched(called, f"/feed.atom?key={other}").status_code == 403
    assert admin.client.get("/feed.atom").status_code == 401
    cached = fetched(called, f"/feed.atom?key={token}").headers["Cache-Control"]
    assert cached == "private, no-store"


@pytest.mark.parametrize(
    ("page", "feed"),
    [
        ("/articles/truce", FEED),
        ("/readers/nour", "/readers/nour/feed.atom"),
    ],
)
def test_a_page_names_its_feed(called: Newsroom, page: str, feed: str) -> None:
    called.person("Nour")

    text = called.visitor().client.get(page).get_data(as_text=True)

    assert 'type="application/atom+xml"' in text
    assert f'href="{feed}"' in text


def test_characters_that_xml_forbids_are_left_out(called: Newsroom) -> None:
    at = called.now
    entry = atom.Entry(
        id="urn:x:1",
        url="https://courier.example/1",
        title="A\x0bB\ufffe",
        html="<p>\x00\x1f\ud83d ok \U0001f600</p>",
        language="en",
        author="N\x08our",
        author_url=None,
        published_at=at,
        updated_at=at + timedelta(hours=1),
        replies=0,
    )
    feed = atom.Feed(
        id="urn:x:0",
        title="T",
        url="https://courier.example/f",
        page_url="https://courier.example/",
        updated_at=at,
        entries=[entry],
    )

    root = ET.fromstring(atom.document(feed))

    assert root.findtext("a:entry/a:title", "", A) == "AB"
    assert root.findtext("a:entry/a:content", "", A) == "<p> ok \U0001f600</p>"
