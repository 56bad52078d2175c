"""Whatever the order of a file, each reply is below the comment that it answers."""

from __future__ import annotations

from pathlib import Path

import pytest

from auth.db.database import Database
from moderation.discussion.models import Comment
from tests.moderation.exchange.imports import importing
from tests.moderation.exchange.imports.exports import disqus, post, thread

STORY = thread("1", url="https://courier.example/truce")
OTHER = thread("2", url="https://courier.example/bridge")


@pytest.fixture(autouse=True)
def newsroom(sqlite_database: Database) -> None:
    importing.found(sqlite_database)


ODD = {
    "a parent that comes later": (
        [post("2", "Reply", parent="1"), post("1", "Parent")],
        {"Parent": None, "Reply": "Parent"},
    ),
    "a parent that is not in the file": (
        [post("2", "Reply", parent="99")],
        {"Reply": None},
    ),
    "a parent under another article": (
        [post("1", "Parent", under="2"), post("2", "Reply", parent="1")],
        {"Parent": None, "Reply": None},
    ),
    "a comment that answers itself": ([post("1", "Own", parent="1")], {"Own": None}),
    "a circle": (
        [
            post("1", "Second", parent="3", at="2019-05-02T11:00:00Z"),
            post("2", "Third", parent="1", at="2019-05-02T12:00:00Z"),
            post("3", "First", parent="2", at="2019-05-02T10:00:00Z"),
            post("4", "Below", parent="2", at="2019-05-02T09:00:00Z"),
        ],
        {"First": None, "Second": "First", "Third": "Second", "Below": "Third"},
    ),
    "a comment in no thread": ([post("1", "Lost", under="77")], {}),
}


@pytest.mark.parametrize(
    ("records", "expected"),
    [pytest.param(*case, id=name) for name, case in ODD.items()],
)
def test_each_reply_has_its_parent(
    sqlite_database: Database,
    tmp_path: Path,
    records: list[str],
    expected: dict[str, str | None],
) -> None:
    importing.take_over(sqlite_database, disqus(tmp_path, STORY, OTHER, *records))

    assert importing.tree(sqlite_database) == expected


def test_replies_are_in_the_order_of_time(
    sqlite_database: Database, tmp_path: Path
) -> None:
    records = [
        post("1", "First", at="2019-05-02T10:00:00Z"),
        post("9", "Early", parent="1", at="2019-05-02T11:00:00Z"),
        post("5", "Late", parent="1", at="2019-05-02T12:00:00Z"),
        post("7", "Between", at="2019-05-02T11:30:00Z"),
    ]

    importing.take_over(sqlite_database, disqus(tmp_path, STORY, *reversed(records)))

    assert list(importing.tree(sqlite_database)) == [
        "First",
        "Early",
        "Between",
        "Late",
    ]


def test_a_thread_of_five_thousand_levels_is_kept(
    sqlite_database: Database, tmp_path: Path
) -> None:
    chain = [post(str(n), "x", parent=str(n - 1)) for n in range(5_000, 1, -1)]

    importing.take_over(sqlite_database, disqus(tmp_path, STORY, *chain, post("1")))

    comments = importing.rows(sqlite_database, Comment)
    assert max(each.depth for each in comments) == 4_999
    assert max(len(each.path) for each in comments) <= 60
