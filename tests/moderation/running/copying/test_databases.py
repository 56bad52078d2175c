"""A newsroom moves from SQLite to PostgreSQL and back with everything it has."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, null, select, text, update

from auth.core.models import Account
from auth.db.base import Base
from auth.db.database import Database
from moderation import app as application
from moderation.app import Parts, create_app
from moderation.discussion.models import Article, Comment
from moderation.event_table import open_database
from moderation.review.items.models import ReviewItem
from moderation.running.copying.databases import CopyRefusedError, copy_database
from moderation.running.migrate import downgrade
from tests import newsroom, rows
from tests.conftest import BACKENDS, empty
from tests.founded import fresh_postgresql

WORDS = "«Слава Україні», my son said.\n\N{GROWING HEART} 100 %"
TABLES = {table.name: table for table in Base.metadata.sorted_tables}


@pytest.fixture(params=BACKENDS)
def source(request: pytest.FixtureRequest, now: datetime) -> Database:
    """A newsroom with a row in every table, on each database system in turn."""
    database: Database = request.getfixturevalue(f"{request.param}_database")
    if not database.is_sqlite:
        empty(database)
    with database.unit_of_work(write=True) as work:
        session = work.session
        newsroom.ensure_newsroom(session, now=now)
        author = newsroom.person(session, "Nour", now=now)
        article = newsroom.article(session, now=now)
        newsroom.post(session, author, article, WORDS, now=now)
        for table in TABLES.values():
            if session.execute(select(table).limit(1)).first() is None:
                rows.make(session, table)
    return database


@pytest.fixture
def target(
    source: Database, request: pytest.FixtureRequest, tmp_path: Path
) -> Iterator[Database]:
    """An empty database of the other system."""
    if not source.is_sqlite:
        database = open_database(f"sqlite:///{tmp_path / 'target.sqlite'}")
        yield database
        database.dispose()
        return
    postgresql: Database = request.getfixturevalue("postgresql_database")
    empty(postgresql)
    yield postgresql


def contents(database: Database) -> dict[str, list[Any]]:
    """Return every row of every table, by its key."""
    with database.engine.connect() as connection:
        return {
            name: [
                tuple(row)
                for row in connection.execute(
                    select(table).order_by(*table.primary_key)
                )
            ]
            for name, table in TABLES.items()
        }


def copied(source: Database, target: Database) -> int:
    return copy_database(source, target, report=lambda _table, _count: None)


def test_every_row_of_every_table_is_copied(source: Database, target: Database) -> None:
    count = copied(source, target)

    there = contents(target)
    assert there == contents(source)
    assert count == sum(map(len, there.values()))
    assert all(there.values())


def test_a_row_may_refer_to_one_with_a_higher_number(
    source: Database, target: Database
) -> None:
    with source.unit_of_work(write=True) as work:
        comment = work.session.scalars(select(Comment)).first()
        assert comment is not None
        first, lead = (rows.make(work.session, TABLES["review_item"]) for _ in range(2))
        work.session.execute(
            update(ReviewItem)
            .where(ReviewItem.id == first["id"])
            .values(lead_id=lead["id"])
        )

    copied(source, target)

    with target.unit_of_work(write=False) as work:
        assert work.session.get_one(ReviewItem, first["id"]).lead_id == lead["id"]


@pytest.mark.parametrize("written", [null(), None], ids=["no value", "JSON null"])
def test_no_json_and_json_null_stay_apart(
    source: Database, target: Database, written: Any
) -> None:
    with source.engine.begin() as connection:
        connection.execute(update(Article).values(tags=written))

    copied(source, target)

    def stored(database: Database) -> Any:
        with database.engine.connect() as connection:
            statement = text("SELECT CAST(tags AS TEXT) FROM article")
            return connection.scalars(statement).all()

    assert stored(target) == stored(source)


def test_the_copy_goes_on_numbering_where_the_source_would(
    source: Database, target: Database, now: datetime
) -> None:
    copied(source, target)

    ids = []
    for database in (source, target):
        with database.unit_of_work(write=True) as work:
            ids.append(newsroom.person(work.session, "Wanda", now=now).account_id)
    assert ids[0] == ids[1]


def test_the_number_of_a_removed_account_is_not_given_again(
    postgresql_database: Database, postgresql_server: str
) -> None:
    empty(postgresql_database)
    with postgresql_database.unit_of_work(write=True) as work:
        removed = rows.make(work.session, TABLES["account"])
        work.session.execute(delete(Account))
    other = open_database(fresh_postgresql(postgresql_server, "copied"))

    copied(postgresql_database, other)

    with other.unit_of_work(write=True) as work:
        assert rows.make(work.session, TABLES["account"])["id"] > removed["id"]
    other.dispose()


def test_a_target_with_rows_is_refused_and_stays_as_it_is(
    source: Database, target: Database
) -> None:
    copied(source, target)
    before = contents(target)

    with pytest.raises(CopyRefusedError, match="already has rows"):
        copied(source, target)

    assert contents(target) == before


def test_an_older_schema_is_refused(sqlite_database: Database, tmp_path: Path) -> None:
    downgrade(sqlite_database, "-1")
    target = open_database(f"sqlite:///{tmp_path / 'target.sqlite'}")

    with pytest.raises(CopyRefusedError, match="another schema"):
        copied(sqlite_database, target)


def test_a_database_is_not_copied_onto_itself(sqlite_database: Database) -> None:
    with pytest.raises(CopyRefusedError, match="same database"):
        copied(sqlite_database, sqlite_database)


def test_a_row_that_cannot_be_stored_leaves_the_target_empty(
    sqlite_database: Database, postgresql_database: Database
) -> None:
    empty(postgresql_database)
    with sqlite_database.unit_of_work(write=True) as work:
        rows.make(work.session, TABLES["article"], headline="A\0 that SQLite stores")

    with pytest.raises(CopyRefusedError, match="table article"):
        copied(sqlite_database, postgresql_database)

    assert not any(contents(postgresql_database).values())


def test_the_command_copies_and_says_what_comes_next(
    sqlite_database: Database, tmp_path: Path
) -> None:
    with sqlite_database.unit_of_work(write=True) as work:
        newsroom.ensure_newsroom(work.session, now=work.now)
    app = create_app(
        application.testing_config(tmp_path), Parts(database=sqlite_database)
    )

    answer = app.test_cli_runner().invoke(
        args=["db", "copy", f"sqlite:///{tmp_path / 'target.sqlite'}"]
    )

    assert answer.exit_code == 0, answer.output
    assert "site: 1" in answer.output
    assert "Now set DATABASE_URL" in answer.output


@pytest.mark.parametrize(
    "address",
    ["postgres at home", "postgresql://me:secret@db:port/n", "mysql://me:secret@db/n"],
)
def test_the_command_names_an_address_that_it_cannot_read(
    sqlite_database: Database, tmp_path: Path, address: str
) -> None:
    app = create_app(
        application.testing_config(tmp_path), Parts(database=sqlite_database)
    )

    answer = app.test_cli_runner().invoke(args=["db", "copy", address])

    assert answer.exit_code == 2
    assert "not an address of a database" in answer.output
    assert "secret" not in answer.output
