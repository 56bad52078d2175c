"""What a WordPress export says is read as it was meant."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from auth.db.database import Database
from moderation.discussion.models import Comment
from moderation.discussion.rules import Status
from moderation.exchange.imports.formats import opening, wordpress
from moderation.exchange.imports.formats.records import (
    ImportedComment,
    ImportedState,
    ImportedThread,
)
from tests.moderation.exchange.imports import importing
from tests.moderation.exchange.imports.exports import comment, story
from tests.moderation.exchange.imports.exports import wordpress as export


@pytest.fixture(autouse=True)
def newsroom(sqlite_database: Database) -> None:
    importing.found(sqlite_database)


def comments_of(path: Path) -> list[ImportedComment]:
    with opening.open_text(path) as pieces:
        found = list(wordpress.read(pieces))
    return [each for each in found if isinstance(each, ImportedComment)]


STATES = {
    "1": ImportedState.PUBLISHED,
    "0": ImportedState.PENDING,
    "spam": ImportedState.SPAM,
    "trash": ImportedState.REJECTED,
    "post-trashed": ImportedState.REJECTED,
    "anything else": ImportedState.PENDING,
}


@pytest.mark.parametrize(("approved", "state"), STATES.items())
def test_each_state_of_wordpress_is_known(
    tmp_path: Path, approved: str, state: ImportedState
) -> None:
    file = export(tmp_path, story(7, comment(1, approved=approved)))

    assert [each.state for each in comments_of(file)] == [state]


@pytest.mark.parametrize("kind", ["pingback", "trackback", "order_note", "review"])
def test_only_readers_comments_are_imported(
    sqlite_database: Database, tmp_path: Path, kind: str
) -> None:
    file = export(tmp_path, story(7, comment(1), comment(2, type=kind)))

    plan = importing.plan(sqlite_database, file, "wordpress")

    assert plan.kept == 1
    assert plan.traps == {f"skipped: {kind}": 1}


NEVER = "0000-00-00 00:00:00"
TIMES = {
    "UTC": ({"date_gmt": "2019-05-02 10:00:00"}, 10),
    "local, by the offset of another comment": ({"date_gmt": NEVER}, 10),
}


@pytest.mark.parametrize(("fields", "hour"), TIMES.values(), ids=TIMES)
def test_times_are_in_utc(tmp_path: Path, fields: dict[str, str], hour: int) -> None:
    local = {"date": "2019-05-02 12:00:00"} | fields
    file = export(tmp_path, story(7, comment(1), comment(2, **local)))

    [_, second] = comments_of(file)
    assert second.created_at == datetime(2019, 5, 2, hour, tzinfo=UTC)


def test_line_breaks_are_kept(sqlite_database: Database, tmp_path: Path) -> None:
    file = export(tmp_path, story(7, comment(1, "One\nTwo\n\nThree <b>four</b>")))

    importing.take_over(sqlite_database, file, "wordpress")

    [text] = importing.tree(sqlite_database)
    assert text == "One\nTwo\nThree four"


def test_the_same_number_under_two_articles_is_two_comments(
    sqlite_database: Database, tmp_path: Path
) -> None:
    other = "https://courier.example/b"
    items = story(7, comment(1, "A")), story(8, comment(1, "B", parent="1"), url=other)

    counts = importing.take_over(sqlite_database, export(tmp_path, *items), "wordpress")

    assert counts == {"published": 2}


def test_an_article_in_two_files_is_one(
    sqlite_database: Database, tmp_path: Path
) -> None:
    first = export(tmp_path, story(7, comment(1, "A")))
    importing.take_over(sqlite_database, first, "wordpress")

    counts = importing.take_over(
        sqlite_database,
        export(tmp_path, story(7, comment(1, "A"), comment(2, "B", parent="1"))),
        "wordpress",
    )

    assert counts == {"before": 1, "published": 1}
    assert importing.tree(sqlite_database) == {"A": None, "B": "A"}
    assert len(importing.articles(sqlite_database)) == 1


def test_rejected_comments_are_hidden(
    sqlite_database: Database, tmp_path: Path
) -> None:
    file = export(tmp_path, story(7, comment(1, "Bad", approved="trash")))

    importing.take_over(sqlite_database, file, "wordpress")

    [stored] = importing.rows(sqlite_database, Comment)
    assert stored.status is Status.REJECTED
    assert not stored.is_listed


def test_a_thread_is_named_by_its_article(tmp_path: Path) -> None:
    file = export(tmp_path, story(7, comment(1), url="https://courier.example/?p=7"))

    with opening.open_text(file) as pieces:
        [thread, *_] = wordpress.read(pieces)

    assert isinstance(thread, ImportedThread)
    assert (thread.source_id, thread.url) == ("7", "https://courier.example/?p=7")
