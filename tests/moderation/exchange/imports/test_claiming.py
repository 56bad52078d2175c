"""A reader who confirms an address gets the comments that were imported under it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from auth.core.actor import Actor
from auth.core.errors import NotFoundError
from auth.db.database import Database
from moderation.discussion.models import Article
from moderation.exchange.imports.services import claiming
from moderation.review.sanctions.models import Sanction
from tests import newsroom
from tests.moderation.exchange.imports import importing
from tests.moderation.exchange.imports.coral_exports import (
    comment,
    folder_of_lines,
    status,
    user,
)

OF_READER = {"email": "Ada@reader.example"}


@pytest.fixture
def reader(database: Database, tmp_path: Path) -> Actor:
    """A reader whose address is that of an imported person, who wrote two comments."""
    importing.found(database)
    file = folder_of_lines(
        tmp_path,
        comments=[comment("One"), comment("Two"), comment("Three", authorID="u2")],
        users=[user("u1", "Ada of old", **OF_READER), user("u2", "Bob")],
    )
    importing.take_over(database, file, "coral")
    with database.unit_of_work(write=True) as work:
        return newsroom.person(work.session, "Ada", now=work.now)


def claim(database: Database, reader: Actor) -> int:
    with database.unit_of_work(write=True) as work:
        return claiming.claim(
            work.session,
            reader.account_id,
            digester=importing.DIGESTER,
            now=work.now,
        )


def undo(database: Database, reader: Actor, claim_id: int, *, days: int = 0) -> None:
    with database.unit_of_work(write=True) as work:
        now = work.now + timedelta(days=days)
        account_id = reader.account_id
        claiming.undo(work.session, claim_id, account_id=account_id, now=now)


def claims(database: Database, reader: Actor) -> list[tuple[str, int]]:
    with database.unit_of_work(write=False) as work:
        found = claiming.open_claims(work.session, reader.account_id, now=work.now)
    return [(each.name, each.comments) for each in found]


def test_comments_of_the_address_become_the_readers(
    database: Database, reader: Actor
) -> None:
    assert claim(database, reader) == 2

    assert sorted(importing.names(database)) == ["Ada", "Ada", "Bob"]
    assert claims(database, reader) == [("Ada of old", 2)]
    assert claim(database, reader) == 0


def test_a_reader_says_that_they_are_not_theirs(
    database: Database, reader: Actor
) -> None:
    claim(database, reader)

    undo(database, reader, 1, days=29)

    assert sorted(importing.names(database)) == ["Ada of old", "Ada of old", "Bob"]
    assert claims(database, reader) == []
    assert claim(database, reader) == 0


@pytest.fixture
def banned(sqlite_database: Database, tmp_path: Path) -> Actor:
    """A reader who has claimed the account of an imported person who was banned."""
    importing.found(sqlite_database)
    ada = user("u1", "Ada of old", **OF_READER, status=status(ban=True))
    file = folder_of_lines(tmp_path, comments=[comment("One")], users=[ada])
    importing.take_over(sqlite_database, file, "coral", keeps_sanctions=True)
    with sqlite_database.unit_of_work(write=True) as work:
        reader = newsroom.person(work.session, "Ada", now=work.now)
    claim(sqlite_database, reader)
    return reader


def sanctioned(database: Database) -> set[int]:
    return {each.account_id for each in importing.rows(database, Sanction)}


def test_a_ban_there_follows_the_reader_until_they_say_that_it_was_not_them(
    sqlite_database: Database, banned: Actor
) -> None:
    claimed = sanctioned(sqlite_database)

    undo(sqlite_database, banned, 1)

    assert banned.account_id in claimed
    assert sanctioned(sqlite_database) == claimed - {banned.account_id}


def test_an_undone_import_takes_its_ban_from_the_reader_as_well(
    sqlite_database: Database, banned: Actor
) -> None:
    importing.undo_last(sqlite_database)

    assert banned.account_id not in sanctioned(sqlite_database)


@pytest.mark.parametrize(("claim_id", "days"), [(1, 30), (2, 0)])
def test_too_late_and_what_is_not_there_cannot_be_undone(
    database: Database, reader: Actor, claim_id: int, days: int
) -> None:
    claim(database, reader)

    with pytest.raises(NotFoundError):
        undo(database, reader, claim_id, days=days)


def test_nobody_undoes_the_claim_of_another(database: Database, reader: Actor) -> None:
    claim(database, reader)
    with database.unit_of_work(write=True) as work:
        other = newsroom.person(work.session, "Carl", now=work.now)

    with pytest.raises(NotFoundError):
        undo(database, other, 1)


def test_another_address_claims_nothing(database: Database, reader: Actor) -> None:
    with database.unit_of_work(write=True) as work:
        other = newsroom.person(work.session, "Carl", now=work.now)

    assert claim(database, other) == 0
    assert claims(database, reader) == []


def test_pages_that_are_kept_show_the_new_author(
    database: Database, reader: Actor
) -> None:
    [before] = [each.version for each in importing.rows(database, Article)]

    claim(database, reader)

    [after] = [each.version for each in importing.rows(database, Article)]
    assert after > before
