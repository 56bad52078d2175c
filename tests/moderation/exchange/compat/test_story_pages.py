"""Pages made for another system find the discussions that were imported from it."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import update

from moderation.discussion.models import Article
from tests.calling import Newsroom
from tests.moderation.exchange.imports import coral_exports, exports, importing

HOST = "https://courier.example"
WORDPRESS = "7 https://courier.example/?p=7"


def led_to(newsroom: Newsroom, system: str, **asked: str) -> str:
    """Return the key of the article that a frame is led to."""
    answer = newsroom.app.test_client().get(f"/embed/from/{system}", query_string=asked)
    assert answer.status_code == 302
    path = urlsplit(answer.location).path
    assert path.startswith("/embed/articles/")
    return path.rpartition("/")[2]


@pytest.fixture
def moved_from_disqus(called: Newsroom, tmp_path: Path) -> Newsroom:
    """A newsroom that imported three discussions from Disqus, two of them new."""
    with called.database.unit_of_work(write=True) as work:
        work.session.execute(update(Article).values(url=f"{HOST}/truce"))
    records = [
        exports.thread("1", url=f"{HOST}/truce", key="old-truce"),
        exports.thread("2", url=f"{HOST}/bridge/", key=WORDPRESS),
        exports.thread("3", url=f"{HOST}/harbour", key="harbour"),
        *(exports.post(each, under=each) for each in ("1", "2", "3")),
    ]
    importing.take_over(called.database, exports.disqus(tmp_path, *records))
    return called


@pytest.mark.parametrize(
    ("asked", "key"),
    [
        ({"id": "harbour", "url": f"{HOST}/renamed"}, "harbour"),
        ({"id": WORDPRESS, "url": f"{HOST}/bridge"}, "disqus-2"),
        ({"url": "http://www.courier.example/bridge/?utm_source=x"}, "disqus-2"),
        ({"id": "old-truce", "url": f"{HOST}/truce"}, "truce"),
        ({"id": "truce"}, "truce"),
        ({"id": "old-truce"}, "truce"),
        ({"id": "old-truce", "url": f"{HOST}/renamed"}, "truce"),
        ({"id": WORDPRESS, "url": f"{HOST}/renamed"}, "disqus-2"),
    ],
)
def test_a_page_of_disqus_finds_its_discussion(
    moved_from_disqus: Newsroom, asked: dict[str, str], key: str
) -> None:
    assert led_to(moved_from_disqus, "disqus", **asked) == key


def test_a_page_of_coral_finds_its_discussion_by_the_storys_id_alone(
    called: Newsroom, tmp_path: Path
) -> None:
    with called.database.unit_of_work(write=True) as work:
        work.session.execute(update(Article).values(url=f"{HOST}/truce"))
    story: Any = coral_exports.story("5e3a", url=f"{HOST}/truce")
    folder = coral_exports.folder_of_lines(
        tmp_path,
        stories=[story],
        users=[coral_exports.user("u1", "Ada")],
        comments=[coral_exports.comment("One", storyID="5e3a")],
    )
    importing.take_over(called.database, folder, "coral")

    assert led_to(called, "coral", id="5e3a") == "truce"


def test_the_frame_keeps_its_looks_and_nothing_else(called: Newsroom) -> None:
    asked = {"id": "truce", "theme": "dark", "around": "3", "_external": "1", "x": "y"}

    answer = called.app.test_client().get("/embed/from/coral", query_string=asked)

    assert answer.location.startswith("/embed/articles/truce?")
    assert parse_qs(urlsplit(answer.location).query) == {
        "theme": ["dark"],
        "around": ["3"],
    }


def test_a_story_that_is_new_is_led_to_where_it_would_be_added(
    called: Newsroom,
) -> None:
    asked = {"id": "a b", "url": f"{HOST}/new-story"}

    first = led_to(called, "disqus", **asked)

    assert first.startswith("disqus-")
    assert led_to(called, "disqus", **asked) == first


def test_stories_are_counted_in_the_order_in_which_they_are_asked_for(
    moved_from_disqus: Newsroom,
) -> None:
    asked = {"id": ["unknown", "", "harbour"], "url": ["", f"{HOST}/bridge", ""]}

    client: Any = moved_from_disqus.app.test_client()
    answer = client.get("/compat/disqus/counts", query_string=asked)

    assert [each["text"] for each in answer.json["counts"]] == [
        "0 Comments",
        "1 Comment",
        "1 Comment",
    ]
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Cache-Control"].startswith("public")
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize(
    "asked",
    [
        {"id": ["a", "b"], "url": [""]},
        {"id": ["a"] * 31, "url": [""] * 31},
    ],
)
def test_odd_questions_for_numbers_are_refused(
    called: Newsroom, asked: dict[str, list[str]]
) -> None:
    client = called.app.test_client()

    assert client.get("/compat/coral/counts", query_string=asked).status_code == 422


@pytest.mark.parametrize(
    "path",
    [
        "/compat/coral.js",
        "/assets/js/embed.js",
        "/compat/coral-count.js",
        "/assets/js/count.js",
        "/compat/disqus.js",
        "/compat/disqus-count.js",
    ],
)
def test_scripts_are_the_same_for_everybody(called: Newsroom, path: str) -> None:
    rita, _ = called.person("Rita")

    answer = rita.client.get(path)

    assert answer.mimetype == "text/javascript"
    assert answer.headers["Cache-Control"].startswith("public")
    assert "Set-Cookie" not in answer.headers
