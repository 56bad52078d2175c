"""What is answered from memory: never late, never personal, once for many."""

from __future__ import annotations

import json
import threading

import pytest
from sqlalchemy import select

from auth.core.actor import Actor
from auth.core.models import Site
from auth.db.database import Database
from moderation.discussion.rules import Status
from moderation.discussion.services import versions
from moderation.web.public_part.front import EXTENSION
from tests.calling import Newsroom
from tests.counting import statements

PAGE, LIVE = "/articles/truce", "/live/a/truce"


@pytest.fixture
def nour(called: Newsroom) -> Actor:
    """An author with a published comment."""
    _, author = called.person("Nour")
    called.comment(author, "The first.")
    return author


@pytest.mark.usefixtures("nour")
@pytest.mark.parametrize("page", [PAGE, LIVE])
def test_a_second_answer_takes_no_statement_of_the_application(
    called: Newsroom, page: str
) -> None:
    first = called.visitor().client.get(page)

    with statements(called.database) as sent:
        second = called.visitor().client.get(page)

    assert sent == []
    assert second.data == first.data
    assert dict(second.headers) == dict(first.headers)


def test_a_page_is_new_at_the_next_request_after_a_change(
    called: Newsroom, nour: Actor
) -> None:
    visitor = called.visitor().client
    visitor.get(PAGE)

    called.comment(nour, "The second.")

    assert "The second." in visitor.get(PAGE).get_data(as_text=True)


@pytest.mark.usefixtures("nour")
def test_a_page_is_not_answered_from_memory_while_its_version_cannot_be_read(
    called: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor = called.visitor().client
    visitor.get(PAGE)

    def fail(_database: Database, _article_id: int) -> tuple[int, int]:
        raise OSError

    monkeypatch.setattr(versions, "shown_now", fail)
    with statements(called.database) as sent:
        answer = visitor.get(PAGE)

    assert answer.status_code == 200
    assert sent


def test_the_state_tells_version_count_and_when_to_ask_again(
    called: Newsroom, nour: Actor
) -> None:
    before = called.visitor().client.get(LIVE)
    called.app.extensions[EXTENSION].clear()
    called.comment(nour, "The second.")
    called.comment(nour, "A doubt.", status=Status.HELD)
    after = called.visitor().client.get(LIVE)

    old, new = json.loads(before.data), json.loads(after.data)
    assert (old["count"], new["count"]) == (1, 2)
    assert new["v"] > old["v"]
    assert (new["open"], new["next"]) == (True, 10)
    assert len(after.data) < 200


def test_what_waits_changes_nothing_of_the_state(called: Newsroom, nour: Actor) -> None:
    before = called.visitor().client.get(LIVE).data
    called.app.extensions[EXTENSION].clear()
    called.comment(nour, "A doubt.", status=Status.HELD)
    called.comment(nour, "A thought.", status=Status.WAITING)

    assert called.visitor().client.get(LIVE).data == before


def test_the_state_is_the_same_for_who_is_logged_in_and_sets_no_cookie(
    called: Newsroom,
) -> None:
    reader, _ = called.person("Ruth")
    visitor = called.visitor().client.get(LIVE)
    called.app.extensions[EXTENSION].clear()

    with statements(called.database) as sent:
        answer = reader.client.get(LIVE)

    assert answer.data == visitor.data
    assert not [each for each in sent if "login_session" in each]
    assert not {"Set-Cookie", "Vary"} & set(answer.headers.keys())
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Cache-Control"].startswith("public, max-age=0, s-maxage=5")


def test_a_known_state_is_answered_with_not_modified(called: Newsroom) -> None:
    visitor = called.visitor().client
    tag = visitor.get(LIVE).headers["ETag"]

    answers = [
        visitor.get(LIVE, headers={"If-None-Match": each}) for each in (tag, f"W/{tag}")
    ]

    assert [each.status_code for each in answers] == [304, 304]


def test_an_unknown_article_is_looked_for_once(called: Newsroom) -> None:
    first = called.visitor().client.get("/live/a/nothing")

    with statements(called.database) as sent:
        second = called.visitor().client.get("/live/a/nothing")

    assert (first.status_code, second.status_code, sent) == (404, 404, [])


def test_many_who_ask_at_the_same_moment_are_answered_with_one_look(
    called: Newsroom,
) -> None:
    with statements(called.database) as once:
        called.visitor().client.get(LIVE)
    called.app.extensions[EXTENSION].clear()
    started = threading.Barrier(8)
    counts: list[int] = []

    def ask() -> None:
        client = called.visitor().client
        started.wait()
        counts.append(json.loads(client.get(LIVE).data)["count"])

    threads = [threading.Thread(target=ask) for _ in range(8)]
    with statements(called.database) as sent:
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    assert counts == [0] * 8
    assert len(sent) == len(once)


def test_pages_with_any_other_query_are_not_kept(called: Newsroom) -> None:
    for number in range(3):
        called.visitor().client.get(f"{PAGE}?from={number}")

    assert called.app.extensions[EXTENSION].size == 0


def test_an_address_that_a_visitor_makes_long_counts_with_its_length(
    called: Newsroom,
) -> None:
    kept = called.app.extensions[EXTENSION]
    called.visitor().client.get("/live/a/unknown")
    short = kept.size

    called.visitor().client.get("/live/a/unknown?" + "&" * 5_000)

    assert kept.size >= 2 * short + 5_000


FRAMED = "/embed/articles/truce"
PUBLISHER = "https://paper.example"


@pytest.mark.parametrize(
    ("query", "is_kept"),
    [
        ("theme=dark&accent=%2373a7e8&font=sans&lang=en", True),
        ("lang=en-GB&url=https://paper.example/story", True),
        ("theme=odd", False),
        ("theme=light&theme=dark", False),
        ("accent=red", False),
        ("accent=%23FF0000", False),
        ("font=comic", False),
        ("lang=en-1234", False),
        ("lang=en-GB-x-1", False),
        ("url=https://thief.example/story", False),
        ("url=https://paper.example/story%23part", False),
    ],
)
def test_only_looks_that_the_page_follows_are_kept(
    called: Newsroom, query: str, is_kept: bool
) -> None:
    with called.database.unit_of_work(write=True) as work:
        work.session.scalars(select(Site)).one().allowed_origins = [PUBLISHER]

    called.visitor().client.get(f"{FRAMED}?{query}")

    assert bool(called.app.extensions[EXTENSION].size) is is_kept
