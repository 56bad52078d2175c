"""Where the links and forms of pages in a frame lead."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from flask.testing import FlaskClient

from moderation.discussion.rules import Status
from tests.calling import Newsroom
from tests.moderation.embed.frames import PAPER, TOKEN, allow, logged_in_frame

TRUCE = "/embed/articles/truce"
SEED = (
    TRUCE,
    "/embed/articles/gone",
    "/embed/comments/1/report",
    "/embed/comments/99",
    "/embed/my-sanctions",
    "/embed/name",
    f"/embed/articles/new?url={PAPER}/new",
)


class Ways(HTMLParser):
    """Where a page leads: *within* the frame, or *lost*: it may not be framed."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.within: list[str] = []
        self.lost: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Sort the addresses of links, forms and buttons."""
        given = {name: value or "" for name, value in attrs}
        names = {"a": "href", "form": "action", "button": "formaction"}
        way = given.get(names.get(tag, ""), "")
        if way.startswith("/embed/"):
            self.within += [way.partition("#")[0]] if tag == "a" else []
        elif way.startswith(("#", "?")) or not way:
            return
        elif given.get("target") == "_blank":
            # The window of a log-in tells the frame who it is.
            is_alone = "noopener" in given.get("rel", "") or "data-login" in given
            self.lost += [] if is_alone else [way]
        elif given.get("target") != "_top":
            self.lost.append(way)


def lost_ways(client: FlaskClient, *more: str) -> tuple[int, list[tuple[str, str]]]:
    """Walk all pages of the frame; return their number, and the ways that are lost."""
    waiting, seen, lost = [*SEED, *more], set[str](), []
    while waiting:
        path = waiting.pop()
        if path in seen:
            continue
        seen.add(path)
        answer = client.get(path)
        if answer.location:
            waiting.append(answer.location.partition("#")[0])
            continue
        ways = Ways(answer.text)
        lost += [(path, way) for way in ways.lost]
        waiting += ways.within
    return len(seen), lost


@pytest.fixture
def paper(called: Newsroom) -> Newsroom:
    """A newsroom with a comment that links, and one that mentions its author."""
    allow(called, PAPER)
    robin = called.person_alone("Robin")
    head = called.comment(robin, "A [thought](https://courier.example/?a=b).")
    called.comment(called.person_alone("Ina"), "@Robin I agree.", parent_id=head)
    called.comment(robin, "Held.", status=Status.HELD)
    return called


def test_no_link_of_a_visitor_loads_a_page_that_may_not_be_framed(
    paper: Newsroom,
) -> None:
    page = paper.visitor().client.get(TRUCE).text
    assert 'class="mention"' in page

    count, lost = lost_ways(paper.visitor().client)

    assert lost == []
    assert count > len(SEED)


def test_no_link_of_a_reader_loads_a_page_that_may_not_be_framed(
    paper: Newsroom,
) -> None:
    frame, _ = logged_in_frame(paper, "Rita")
    token = TOKEN.search(frame.client.get(TRUCE).text)
    assert token
    form = {"csrf_token": token[1], "next": TRUCE}
    posted = frame.client.post(
        f"{TRUCE}/comments", data=form | {"text": "@Robin [so](https://a.example/)"}
    )
    own = posted.location.rpartition("-")[2]

    _, lost = lost_ways(frame.client, f"/embed/comments/{own}/edit")

    assert lost == []


@pytest.mark.parametrize(
    ("path", "text", "status"),
    [
        (f"{TRUCE}/comments/preview", "@Robin [so](https://a.example/)", 200),
        (f"{TRUCE}/comments", "", 422),
        ("/embed/comments/1/report", "", 422),
        ("/embed/name", "", 409),
        ("/embed/logout", "", 303),
    ],
)
def test_no_link_of_an_answer_to_a_form_is_lost(
    paper: Newsroom, path: str, text: str, status: int
) -> None:
    frame, _ = logged_in_frame(paper, "Rita")
    token = TOKEN.search(frame.client.get(TRUCE).text)
    assert token

    answer = frame.client.post(path, data={"csrf_token": token[1], "text": text})

    assert answer.status_code == status
    assert Ways(answer.text).lost == []
