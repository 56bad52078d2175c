"""Isso, Commento, Comentario and Remark42: states, people and times are understood."""

from __future__ import annotations

import gzip
import json
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from auth.db.database import Database
from moderation.discussion.models import Comment
from moderation.exchange.imports.formats.errors import UnreadableFileError
from tests.moderation.exchange.imports import importing

ADA = "a" * 64


@pytest.fixture(autouse=True)
def newsroom(sqlite_database: Database) -> None:
    importing.found(sqlite_database)


def isso_database(folder: Path) -> Path:
    path = folder / "comments.db"
    connection = sqlite3.connect(path)
    connection.executescript(
        """
        CREATE TABLE threads (id INTEGER PRIMARY KEY, uri TEXT, title TEXT);
        CREATE TABLE comments (tid, id INTEGER PRIMARY KEY, parent, created FLOAT,
            modified, mode, remote_addr, text, author, email, website, likes, dislikes,
            voters BLOB, notification);
        INSERT INTO threads VALUES (1, '/truce', 'A truce');
        """
    )
    for number, above, mode, text, thread in (
        (1, None, 1, "One", 1),
        (2, 1, 2, "Two", 1),
        (3, None, 4, "", 1),
        (4, 3, 1, "Four", 1),
        (5, None, 1, "Lost", 9),
    ):
        connection.execute(
            "INSERT INTO comments (tid, id, parent, created, mode, text, author, email)"
            " VALUES (?, ?, ?, ?, ?, ?, 'Ada', 'ada@example.org')",
            (thread, number, above, 1556791200.5 + number, mode, text),
        )
    connection.commit()
    connection.close()
    return path


def isso_json(folder: Path) -> Path:
    comment = {"id": 0, "author": "Ada", "email": "", "created": "2019-05-02 10:00:00"}
    comments = [comment | {"text": text} for text in ("One", "Two")]
    return written(folder, [{"id": "/a", "title": "A+b", "comments": comments}])


def commento(folder: Path) -> Path:
    def comment(number: int, text: str, **fields: Any) -> dict[str, Any]:
        return {
            "commentHex": str(number),
            "domain": "courier.example",
            "url": "/truce",
            "commenterHex": ADA,
            "markdown": text,
            "parentHex": "root",
            "state": "approved",
            "creationDate": "2019-05-02T10:00:00Z",
            "deleted": False,
        } | fields

    return written(
        folder,
        {
            "version": 1,
            "comments": [
                comment(1, "[deleted]"),
                comment(2, "Two", parentHex="1", commenterHex="anonymous"),
                comment(3, "Three", commenterHex="anonymous"),
                comment(4, "Four", state="flagged"),
            ],
            "commenters": [{"commenterHex": ADA, "name": "Ada", "email": "a@x.org"}],
        },
    )


def comentario(folder: Path) -> Path:
    def comment(number: int, text: str, **fields: Any) -> dict[str, Any]:
        return {
            "id": str(number),
            "pageId": "p",
            "markdown": text,
            "isApproved": False,
            "createdTime": "2019-05-02T10:00:00Z",
            "userCreated": "00000000-0000-0000-0000-000000000000",
            "authorName": "Bob",
            "url": "https://courier.example/truce#comment-1",
        } | fields

    return written(
        folder,
        {
            "version": 3,
            "pages": [{"id": "p", "path": "/truce", "title": "A truce"}],
            "comments": [
                comment(1, "One", isApproved=True),
                comment(2, "Two", isPending=True, parentId="1"),
                comment(3, "Three"),
                comment(4, "Four", isDeleted=True),
            ],
            "commenters": [],
        },
    )


def remark42(folder: Path) -> Path:
    def comment(number: str, **fields: Any) -> dict[str, Any]:
        return {
            "id": number,
            "pid": "",
            "text": f"<p>No. {number}</p>",
            "user": {"id": "github_1", "name": "Ada"},
            "locator": {"site": "s", "url": "https://courier.example/truce"},
            "time": "2019-05-02T12:00:00.123456789+02:00",
        } | fields

    lines = [
        {"version": 1, "users": [], "posts": []},
        comment("a", orig="*One*"),
        comment("b", pid="a", user={"id": "anonymous_1", "name": "Ada"}),
        comment("c", delete=True, text=""),
    ]
    path = folder / "backup.gz"
    text = "\n".join(json.dumps(line) for line in lines)
    path.write_bytes(gzip.compress(text.encode()))
    return path


def written(folder: Path, value: Any) -> Path:
    path = folder / "export.json"
    path.write_text(json.dumps(value))
    return path


FORMATS: dict[str, tuple[str, Callable[[Path], Path], dict[str, str | None], int]] = {
    "Isso": (
        "isso",
        isso_database,
        {"One": None, "Two": "One", "": None, "Four": ""},
        2,
    ),
    "generic JSON": ("isso", isso_json, {"One": None, "Two": None}, 2),
    "Commento": (
        "commento",
        commento,
        {"": None, "Two": "", "Three": None, "Four": None},
        4,
    ),
    "Comentario": (
        "commento",
        comentario,
        {"One": None, "Two": "One", "Three": None},
        3,
    ),
    "Remark42": ("remark42", remark42, {"One": None, "No. b": "One"}, 2),
}
"""Source, file, each comment with the one above it, and how many people wrote."""


@pytest.mark.parametrize(
    ("source", "make", "expected", "people"), FORMATS.values(), ids=FORMATS
)
def test_comments_are_read_with_their_threads_people_and_times(
    sqlite_database: Database,
    tmp_path: Path,
    source: str,
    make: Callable[[Path], Path],
    expected: dict[str, str | None],
    people: int,
) -> None:
    file = make(tmp_path)

    importing.take_over(sqlite_database, file, source)

    assert importing.tree(sqlite_database) == expected
    stored = importing.rows(sqlite_database, Comment)
    assert len({each.author_id for each in stored}) == people
    assert {f"{each.created_at:%Y-%m-%d %H}" for each in stored} == {"2019-05-02 10"}
    assert len(importing.articles(sqlite_database)) == 1


STATES = {
    "Isso": ("isso", isso_database, {"One": "published", "Two": "held"}),
    "Commento": ("commento", commento, {"Two": "published", "Four": "held"}),
    "Comentario": (
        "commento",
        comentario,
        {"One": "published", "Two": "held", "Three": "rejected"},
    ),
}


@pytest.mark.parametrize(("source", "make", "expected"), STATES.values(), ids=STATES)
def test_each_state_of_disqus_has_a_status_here(
    sqlite_database: Database,
    tmp_path: Path,
    source: str,
    make: Callable[[Path], Path],
    expected: dict[str, str],
) -> None:
    importing.take_over(sqlite_database, make(tmp_path), source)

    found = importing.statuses(sqlite_database)
    assert {text: found[text].value for text in expected} == expected


def test_times_of_isso_can_be_shifted(
    sqlite_database: Database, tmp_path: Path
) -> None:
    importing.take_over(sqlite_database, isso_json(tmp_path), "isso", shift_hours=-2.0)

    times = {each.created_at.hour for each in importing.rows(sqlite_database, Comment)}
    assert times == {8}


@pytest.mark.parametrize("source", ["isso", "commento", "remark42"])
@pytest.mark.parametrize("content", [b"<xml/>", b"SQLite format 3\x00x", b"3", b"[]x"])
def test_another_format_is_refused(
    sqlite_database: Database, tmp_path: Path, source: str, content: bytes
) -> None:
    file = tmp_path / "file"
    file.write_bytes(content)

    with pytest.raises(UnreadableFileError):
        importing.take_over(sqlite_database, file, source)
