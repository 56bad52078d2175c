"""A file with odd values is read or refused: it never ends an import with a fault."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from auth.db.database import Database
from moderation.exchange.imports.formats.errors import UnreadableFileError
from moderation.exchange.imports.running import READERS
from tests.moderation.exchange.imports import importing
from tests.moderation.exchange.imports.coral_exports import folder_of_lines, story

OF_JSON = sorted(set(READERS) - {"disqus", "wordpress"})
DEEP = "[" * 100_000


@pytest.fixture(autouse=True)
def newsroom(sqlite_database: Database) -> None:
    importing.found(sqlite_database)


@pytest.mark.parametrize("source", OF_JSON)
def test_a_file_that_nests_too_deeply_is_refused(
    sqlite_database: Database, tmp_path: Path, source: str
) -> None:
    file = tmp_path / "export.json"
    file.write_text(DEEP)

    with pytest.raises(UnreadableFileError, match="not laid out like an export"):
        importing.plan(sqlite_database, file, source)


def test_an_export_of_commento_without_people_is_read(
    sqlite_database: Database, tmp_path: Path
) -> None:
    comment = {"commentHex": "1", "url": "/truce", "markdown": "One"}
    file = tmp_path / "export.json"
    file.write_text(json.dumps({"version": 1, "comments": [comment]}))

    assert importing.plan(sqlite_database, file, "commento").kept == 1


@pytest.mark.parametrize("number", ["yesterday", "9" * 5_000, "-5", "\x00", [], None])
def test_a_time_of_coral_that_is_no_number_is_unknown(
    sqlite_database: Database, tmp_path: Path, number: Any
) -> None:
    odd = story(createdAt={"$date": {"$numberLong": number}})
    file = folder_of_lines(tmp_path, stories=[odd])

    assert importing.plan(sqlite_database, file, "coral").kept > 0


@pytest.mark.parametrize("odd", [7, 1.5, b"Ada", None])
def test_a_database_of_isso_may_hold_anything_in_any_column(
    sqlite_database: Database, tmp_path: Path, odd: Any
) -> None:
    file = tmp_path / "comments.db"
    with closing(sqlite3.connect(file)) as database, database:
        database.execute("CREATE TABLE threads (id, uri, title)")
        database.execute(
            "CREATE TABLE comments"
            " (id, tid, parent, created, mode, text, author, email)"
        )
        database.execute("INSERT INTO threads VALUES (1, ?, ?)", (odd, odd))
        database.execute(
            "INSERT INTO comments VALUES (1, 1, NULL, ?, 1, ?, ?, ?)",
            (odd, odd, odd, odd),
        )

    assert importing.plan(sqlite_database, file, "isso").kept == 1
