"""Coral: collections of MongoDB in every packing, the CSV files, and passwords."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import bcrypt
import pytest

from auth.access.login import log_in
from auth.accounts.inputs import LogIn
from auth.core.errors import InvalidError
from auth.core.models import Account
from auth.db.database import Database
from moderation.discussion.models import Comment, Revision
from moderation.exchange.imports.formats.errors import UnreadableFileError
from tests.moderation.exchange.imports import importing
from tests.moderation.exchange.imports.coral_exports import (
    archive_of_lines,
    folder_of_csv,
    folder_of_lines,
    one_file_of_lines,
    user,
)

PASSWORD = "correct horse battery"
HASH = bcrypt.hashpw(PASSWORD.encode(), bcrypt.gensalt(4)).decode()
LOCAL = [{"type": "facebook"}, {"type": "local", "id": "ada", "password": HASH}]

CHANGE = LogIn(email="ada@example.org", password=PASSWORD)

PACKINGS = {
    "a folder": folder_of_lines,
    "an archive": archive_of_lines,
    "one file": one_file_of_lines,
    "CSV": folder_of_csv,
}


@pytest.fixture(autouse=True)
def newsroom(sqlite_database: Database) -> None:
    importing.found(sqlite_database)


@pytest.mark.parametrize("make", PACKINGS.values(), ids=PACKINGS)
def test_states_people_and_replies_are_read(
    sqlite_database: Database, tmp_path: Path, make: Callable[[Path], Path]
) -> None:
    importing.take_over(sqlite_database, make(tmp_path), "coral")

    found = importing.statuses(sqlite_database)
    assert {text: found[text].value for text in found if text not in ("", "Too")} == {
        "One": "published",
        "Two": "published",
        "Three": "rejected",
        "Four": "held",
        "Five": "held",
        "Seven": "published",
    }
    assert importing.tree(sqlite_database)["Two"] == "One"
    names = set(importing.names(sqlite_database))
    assert names - {"Former reader"} == {"Ada", "Bob", "Guest"}
    [article] = importing.articles(sqlite_database)
    assert article == ("s1", "https://courier.example/s1", False)


def test_a_deleted_comment_is_a_placeholder_above_its_replies(
    sqlite_database: Database, tmp_path: Path
) -> None:
    importing.take_over(sqlite_database, folder_of_lines(tmp_path), "coral")

    assert importing.tree(sqlite_database)["Seven"] == ""


def test_every_revision_is_kept_and_the_last_is_shown(
    sqlite_database: Database, tmp_path: Path
) -> None:
    importing.take_over(sqlite_database, folder_of_lines(tmp_path), "coral")

    [edited] = [
        each for each in importing.rows(sqlite_database, Comment) if each.edited_at
    ]
    revisions = [
        (each.number, each.plain_text, each.created_at.hour, each.id)
        for each in importing.rows(sqlite_database, Revision)
        if each.comment_id == edited.id
    ]
    assert [row[:3] for row in revisions] == [(1, "Too", 10), (2, "One", 11)]
    assert edited.shown_revision_id == edited.latest_revision_id == revisions[1][3]
    assert edited.edited_at.hour == 11


def test_an_import_with_revisions_can_be_undone(
    sqlite_database: Database, tmp_path: Path
) -> None:
    importing.take_over(sqlite_database, folder_of_lines(tmp_path), "coral")

    importing.undo_last(sqlite_database)

    assert importing.rows(sqlite_database, Comment) == []


def test_people_log_in_with_the_password_that_they_had_there(
    sqlite_database: Database, tmp_path: Path
) -> None:
    users = [user("u1", "Ada", profiles=LOCAL), user("u2", "Bob")]
    file = folder_of_lines(tmp_path, users=users)
    importing.take_over(
        sqlite_database, file, "coral", legal_basis="Contract", keeps_passwords=True
    )

    for _ in range(2):
        known = log_in(sqlite_database, CHANGE, receipt=None, host="localhost")

    [ada] = [each for each in importing.rows(sqlite_database, Account) if each.email]
    assert (ada.id, ada.display_name, ada.name_canonical) == (known, "Ada", "ada")
    assert ada.password_hash.startswith("$argon2id$")


@pytest.mark.parametrize(
    "changes",
    [
        {"profiles": LOCAL, "emailVerified": False},
        {"profiles": LOCAL, "email": "no address"},
        {"profiles": [{"type": "local", "password": "md5:nothing"}]},
        {"profiles": [{"type": "sso", "password": HASH}]},
    ],
    ids=["not confirmed", "no address", "no bcrypt", "no local account"],
)
def test_nobody_else_can_log_in(
    sqlite_database: Database, tmp_path: Path, changes: dict[str, object]
) -> None:
    users = [user("u1", "Ada", **changes)]
    importing.take_over(
        sqlite_database,
        folder_of_lines(tmp_path, users=users),
        "coral",
        legal_basis="Contract",
        keeps_passwords=True,
    )

    with pytest.raises(InvalidError):
        log_in(sqlite_database, CHANGE, receipt=None, host="localhost")


def test_passwords_are_kept_only_where_addresses_may_be(
    sqlite_database: Database, tmp_path: Path
) -> None:
    with pytest.raises(InvalidError, match="legal basis"):
        importing.take_over(
            sqlite_database, folder_of_lines(tmp_path), "coral", keeps_passwords=True
        )


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("comments.json", "[1]"),
        ("comments.json", '{"name": "no id"}'),
        ("comments.csv", "one,two\n"),
        ("else.csv", "a,b\n"),
        ("readme.txt", "hello"),
    ],
)
def test_another_file_is_refused(
    sqlite_database: Database, tmp_path: Path, name: str, text: str
) -> None:
    (tmp_path / "coral").mkdir()
    (tmp_path / "coral" / name).write_text(text)

    with pytest.raises(UnreadableFileError):
        importing.take_over(sqlite_database, tmp_path / "coral", "coral")


def test_a_very_long_comment_of_the_csv_is_read(
    sqlite_database: Database, tmp_path: Path
) -> None:
    folder = folder_of_csv(tmp_path)
    at = "2019-05-02T10:00:00Z"
    with (folder / "comments.csv").open("a") as file:
        file.write(f"Eight,u1,s1,{at},{'long ' * 200_000},,NONE,0\n")

    importing.take_over(sqlite_database, folder, "coral")

    lengths = [len(each.text) for each in importing.rows(sqlite_database, Revision)]
    assert max(lengths) == 999_999
