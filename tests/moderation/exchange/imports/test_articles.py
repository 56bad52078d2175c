"""Each discussion finds its article, or gets one of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from auth.core.errors import InvalidError
from auth.db.database import Database
from moderation.exchange.imports.urls import canonical, mapped, read_map
from tests import newsroom
from tests.moderation.exchange.imports import importing
from tests.moderation.exchange.imports.exports import disqus, post, thread


@pytest.fixture(autouse=True)
def courier(sqlite_database: Database) -> None:
    importing.found(sqlite_database)
    with sqlite_database.unit_of_work(write=True) as work:
        article = newsroom.article(work.session, now=work.now, key="truce")
        article.url = "https://courier.example/news/truce"


FOUND = {
    "by the key": thread("1", url="https://elsewhere.example/", key="truce"),
    "by the address": thread("1", url="https://courier.example/news/truce"),
    "as the same page": thread(
        "1", url="http://www.Courier.example/news/truce/?utm_source=x#comments"
    ),
    "by the map": thread("1", url="http://old.example/2019/truce"),
    "by the map to a key": thread("1", url="http://old.example/special.php"),
}
MAP = """
# from to
http://old.example/2019/* https://courier.example/news/*
http://old.example/special.php truce
"""


@pytest.mark.parametrize("record", FOUND.values(), ids=FOUND)
def test_a_known_article_is_found(
    sqlite_database: Database, tmp_path: Path, record: str
) -> None:
    rules = read_map(MAP.splitlines())

    importing.take_over(
        sqlite_database, disqus(tmp_path, record, post("1")), article_map=rules
    )

    assert [key for key, *_ in importing.articles(sqlite_database)] == ["truce"]


def test_an_unknown_article_is_created_closed_and_threads_of_one_page_share_it(
    sqlite_database: Database, tmp_path: Path
) -> None:
    records = [
        thread("1", url="https://courier.example/bridge"),
        thread("2", url="http://courier.example/bridge?utm_campaign=x"),
        thread("3", url="not an address"),
        thread("4", url="https://courier.example/no-comments"),
        *(post(number, under=number) for number in "123"),
    ]

    importing.take_over(sqlite_database, disqus(tmp_path, *records))

    [_, *created] = importing.articles(sqlite_database)
    assert created == [
        ("disqus-1", "https://courier.example/bridge", False),
        ("disqus-3", "/articles/disqus-3", False),
    ]


def test_unknown_articles_can_be_left_out(
    sqlite_database: Database, tmp_path: Path
) -> None:
    unknown = thread("1", url="https://courier.example/bridge")
    file = disqus(tmp_path, unknown, post("1"))

    plan = importing.plan(sqlite_database, file, creates_articles=False)

    assert (plan.kept, plan.unmapped) == (0, ("https://courier.example/bridge",))


SAME = [
    ("https://a.example/x", "http://www.A.example/x/"),
    ("https://a.example/x", "https://a.example:443/x/index.html"),
    ("https://a.example/x", "https://a.example/x/amp/"),
    ("https://a.example/x?p=1", "https://a.example/x?utm_source=y&p=1&fbclid=z#c"),
]
OTHER = [
    ("https://a.example/x", "https://b.example/x"),
    ("https://a.example/x", "https://a.example/X"),
    ("https://a.example/?p=1", "https://a.example/?p=2"),
]


@pytest.mark.parametrize(("first", "second"), SAME)
def test_addresses_of_one_page_have_one_key(first: str, second: str) -> None:
    assert canonical(first) == canonical(second)


@pytest.mark.parametrize(("first", "second"), OTHER)
def test_addresses_of_two_pages_have_two_keys(first: str, second: str) -> None:
    assert canonical(first) != canonical(second)


def test_the_most_particular_rule_of_a_map_applies() -> None:
    rules = read_map(["http://a/* http://b/*", "http://a/x/* c/*", "http://a/x/y d"])

    found = [
        mapped(url, rules) for url in ("http://a/z", "http://a/x/z", "http://a/x/y")
    ]
    assert found == ["http://b/z", "c/z", "d"]
    assert mapped("http://e/", rules) is None


@pytest.mark.parametrize("line", ["one", "a b c", "a* b", "a b*"])
def test_a_line_that_is_no_rule_is_named(line: str) -> None:
    with pytest.raises(InvalidError, match="Line 2"):
        read_map(["a b", line])
