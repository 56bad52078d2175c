"""What files of other systems may hold, and what must not go wrong because of it."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from auth.core.models import Account
from auth.db.database import Database
from moderation import app as application
from moderation.discussion.models import Comment, Revision
from moderation.exchange.imports import running
from moderation.exchange.imports.formats import opening
from moderation.exchange.imports.formats.errors import UnreadableFileError
from moderation.exchange.imports.services import runs
from tests.moderation.exchange.imports import importing
from tests.moderation.exchange.imports.coral_exports import (
    comment,
    folder_of_lines,
    user,
)
from tests.moderation.exchange.imports.exports import disqus, post, thread

STORY = thread("1", url="https://courier.example/truce", key="truce")


@pytest.fixture(autouse=True)
def newsroom(sqlite_database: Database) -> None:
    importing.found(sqlite_database)


def coral(folder: Path, **fields: Any) -> Path:
    """Write an export with one comment."""
    only = comment("One", fields.pop("body", "<p>One</p>"), **fields)
    return folder_of_lines(folder, comments=[only])


TEXTS: dict[str, tuple[str, str]] = {
    "right to left": ("<p>\u05e9\u05dc\u200f\u05dd</p>", "\u05e9\u05dc\u200f\u05dd"),
    "an emoji of several characters": ("<p>👨‍👩‍👧 👍🏽</p>", "👨‍👩‍👧 👍🏽"),
    "NUL": ("<p>a\x00b</p>", "ab"),
    "half a character": ("<p>a\ud83db</p>", "ab"),
    "text that is turned around": ("<p>a\u202eb</p>", "ab"),
    "a megabyte": (f"<p>{'word ' * 200_000}</p>", ("word " * 200_000).strip()),
    "a script in a script": ("<scr<script>ipt>alert(1)</script>x", "ipt>alert(1)x"),
    "an event of an image": ("<svg onload=alert(1)>x</svg>", "x"),
    "a script as an address": ('<a href="javascript:alert(1)">x</a>', "x"),
    "data as an address": ('<a href="data:text/html,x">x</a>', "x"),
}


@pytest.mark.parametrize(("body", "shown"), TEXTS.values(), ids=TEXTS)
def test_any_text_is_stored_and_shown_without_harm(
    sqlite_database: Database, tmp_path: Path, body: str, shown: str
) -> None:
    importing.take_over(sqlite_database, coral(tmp_path, body=body), "coral")

    [revision] = importing.rows(sqlite_database, Revision)
    assert revision.plain_text.replace("\\", "") == shown
    assert "<script" not in revision.html
    assert "href" not in revision.html


TIMES = {
    "the year 1": ({"$date": "0001-01-01T00:00:00Z"}, "2019-05-02T10:00:00+00:00"),
    "the hour that summer time skips": (
        {"$date": "2024-03-31T02:30:00+01:00"},
        "2024-03-31T01:30:00+00:00",
    ),
    "an hour that comes twice": (
        {"$date": "2024-10-27T02:30:00+02:00"},
        "2024-10-27T00:30:00+00:00",
    ),
    "the future": ({"$date": "2999-01-01T00:00:00Z"}, importing.LATEST.isoformat()),
    "no time": ("yesterday", "2019-05-02T10:00:00+00:00"),
    "milliseconds": (1_556_791_200_000, "2019-05-02T10:00:00+00:00"),
}


@pytest.mark.parametrize(("written", "stored"), TIMES.values(), ids=TIMES)
def test_any_time_is_stored_in_utc(
    sqlite_database: Database, tmp_path: Path, written: Any, stored: str
) -> None:
    importing.take_over(sqlite_database, coral(tmp_path, createdAt=written), "coral")

    [found] = importing.rows(sqlite_database, Comment)
    assert found.created_at.isoformat() == stored


def test_a_name_cannot_add_a_header_to_a_mail(
    sqlite_database: Database, tmp_path: Path
) -> None:
    users = [user("u1", "Ada\r\nBcc: all@example.org")]
    file = folder_of_lines(tmp_path, comments=[comment("One")], users=users)

    importing.take_over(sqlite_database, file, "coral")

    names = [each.display_name for each in importing.rows(sqlite_database, Account)]
    assert not [name for name in names if "\n" in name or "\r" in name or "@" in name]


def test_a_person_who_was_renamed_there_stays_one(
    sqlite_database: Database, tmp_path: Path
) -> None:
    for name, number in (("Ada", "One"), ("Ada Lovelace", "Two")):
        file = folder_of_lines(
            tmp_path, comments=[comment(number)], users=[user("u1", name)]
        )
        importing.take_over(sqlite_database, file, "coral")

    assert importing.names(sqlite_database) == ["Ada", "Ada"]
    authors = {each.author_id for each in importing.rows(sqlite_database, Comment)}
    assert len(authors) == 1


def test_two_exports_that_overlap_are_one_discussion(
    sqlite_database: Database, tmp_path: Path
) -> None:
    first = disqus(tmp_path, STORY, post("1", "One"), post("2", "Two", parent="1"))
    importing.take_over(sqlite_database, first)
    second = disqus(tmp_path, STORY, post("2", "Two", parent="1"), post("3", "Three"))
    importing.take_over(sqlite_database, second)

    expected = {"One": None, "Two": "One", "Three": None}
    assert importing.tree(sqlite_database) == expected


@pytest.mark.parametrize("done", range(4))
def test_an_import_goes_on_after_a_stop_behind_any_batch(
    sqlite_database: Database,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    done: int,
) -> None:
    numbers = [str(number) for number in range(1, 5)]
    posts = [
        post(each, each, parent=str(int(each) - 1) if each != "1" else "")
        for each in numbers
    ]
    file = disqus(tmp_path, STORY, *posts)
    monkeypatch.setattr(running, "COMMENTS_A_BATCH", 1)
    with monkeypatch.context() as stopping:
        stopping.setattr(running, "store_batch", stops_after(done))
        with pytest.raises(KeyboardInterrupt):
            importing.take_over(sqlite_database, file)

    importing.take_over(sqlite_database, file)

    assert list(importing.tree(sqlite_database)) == numbers


def stops_after(count: int) -> Callable[..., Any]:
    """Return what stores *count* batches, and is then interrupted."""
    calls = iter(range(count))

    def store(*arguments: Any, **options: Any) -> Any:
        if next(calls, None) is None:
            raise KeyboardInterrupt
        return runs.store_batch(*arguments, **options)

    return store


def test_a_file_of_ten_gigabytes_of_nothing_is_refused_at_once(
    sqlite_database: Database, tmp_path: Path
) -> None:
    file = tmp_path / "sparse.xml"
    file.touch()
    os.truncate(file, 10_000_000_000)

    with pytest.raises(UnreadableFileError, match="not an XML file"):
        importing.take_over(sqlite_database, file)


def test_an_archive_that_is_a_bomb_is_refused(
    sqlite_database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "SPARED", 1_000)
    folder = folder_of_lines(tmp_path)
    path = tmp_path / "bomb.zip"
    with importing.archive(path) as archive:
        archive.writestr("stories.json", (folder / "stories.json").read_text())
        archive.writestr("users.json", " " * 5_000_000)

    with pytest.raises(UnreadableFileError, match="far more than its size"):
        importing.take_over(sqlite_database, path, "coral")


@pytest.mark.parametrize("address", ["/articles/truce/feed.xml", "/staff/comments"])
def test_a_held_or_rejected_comment_is_in_no_feed_and_no_search_of_readers(
    sqlite_database: Database, tmp_path: Path, address: str
) -> None:
    hidden = post("1", "Waiting", more="<isApproved>false</isApproved>")
    importing.take_over(sqlite_database, disqus(tmp_path, STORY, hidden))
    app: Flask = application.create_app(
        application.testing_config(tmp_path), application.Parts(sqlite_database)
    )

    assert "Waiting" not in app.test_client().get(address).text
