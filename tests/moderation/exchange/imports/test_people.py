"""Imported people are accounts that nobody can use, known by what tells them apart."""

from __future__ import annotations

from pathlib import Path

import pytest

from auth.accounts import lookup
from auth.core.models import Account
from auth.db.database import Database
from moderation.discussion.models import Comment
from moderation.privacy.ledger import Ledger
from moderation.running import purge
from tests.moderation.exchange.imports import importing
from tests.moderation.exchange.imports.exports import disqus, post, thread

STORY = thread("1", url="https://courier.example/truce")


@pytest.fixture(autouse=True)
def newsroom(sqlite_database: Database) -> None:
    importing.found(sqlite_database)


def person(name: str, email: str = "", username: str = "") -> str:
    return f"<name>{name}</name><email>{email}</email><username>{username}</username>"


TOGETHER = {
    "a user name": (person("Ada", "", "ada"), person("Ada L.", "", "ada"), 1),
    "name and address": (person("Ada", "a@x.org"), person("Ada", "A@x.org"), 1),
    "the name alone": (person("Ada"), person("Ada"), 2),
    "the address alone": (person("Ada", "a@x.org"), person("Bob", "a@x.org"), 2),
}


@pytest.mark.parametrize(("first", "second", "people"), TOGETHER.values(), ids=TOGETHER)
def test_authors_of_imported_comments_are_told_apart(
    sqlite_database: Database, tmp_path: Path, first: str, second: str, people: int
) -> None:
    records = [post("1", author=first), post("2", author=second)]

    importing.take_over(sqlite_database, disqus(tmp_path, STORY, *records))

    authors = {each.author_id for each in importing.rows(sqlite_database, Comment)}
    assert len(authors) == people


NAMES = {
    "two lines": ("Ada\nBcc: x", "Ada Bcc: x"),
    "an address": ("ada@example.org", "ada"),
    "nothing": ("", "Guest"),
    "signs alone": ("***", "Guest"),
    "another direction": ("Ada\u202e", "Ada"),
    "too long": ("A" * 200, "A" * 40),
}


@pytest.mark.parametrize(("name", "expected"), NAMES.values(), ids=NAMES)
def test_a_name_is_fit_to_be_shown(
    sqlite_database: Database, tmp_path: Path, name: str, expected: str
) -> None:
    file = disqus(tmp_path, STORY, post("1", author=person(name)))

    importing.take_over(sqlite_database, file)

    assert importing.names(sqlite_database) == [expected]


def test_nobody_can_log_in_and_no_chore_touches_the_accounts(
    sqlite_database: Database, tmp_path: Path
) -> None:
    file = disqus(tmp_path, STORY, post("1", author=person("Ada", "ada@example.org")))
    importing.take_over(sqlite_database, file, legal_basis="Contract")

    with sqlite_database.unit_of_work(write=False) as work:
        assert lookup.find_verified(work.session, "ada@example.org") is None
    purge.remind(sqlite_database, base_url="https://courier.example")
    purge.purge(sqlite_database)
    purge.erase(sqlite_database, ledger=Ledger(tmp_path / "erasures"))

    accounts = importing.rows(sqlite_database, Account)
    assert {each.display_name for each in accounts} == {"Ada", "Former reader"}
    assert {each.password_hash for each in accounts} == {""}
    assert all(each.disabled_at for each in accounts)


def test_an_erased_reader_is_not_brought_back(
    sqlite_database: Database, tmp_path: Path
) -> None:
    own = [post("1", "Mine"), post("2", "Mine too", parent="1")]
    reply = post("3", "Yours", parent="2", author=person("Bob", "", "bob"))
    importing.take_over(sqlite_database, disqus(tmp_path, STORY, own[0]))
    with sqlite_database.unit_of_work(write=True) as work:
        [ada] = [
            each for each in work.session.query(Account) if each.display_name == "Ada"
        ]
        ada.erasure_due_at = work.now
    purge.erase(sqlite_database, ledger=Ledger(tmp_path / "erasures"))

    importing.take_over(sqlite_database, disqus(tmp_path, STORY, *own, reply))

    assert set(importing.tree(sqlite_database)) == {"", "Yours"}
    assert "Ada" not in importing.names(sqlite_database)
