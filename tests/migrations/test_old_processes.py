"""Processes of an older version go on writing while a newer version migrates.

The older version is the first whose tables have the names of the glossary. What it
reads and writes are the columns that existed then.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import Connection, MetaData, Table, inspect, select

from auth.db.base import Base
from auth.db.database import Database
from moderation.event_table import open_database
from moderation.running.migrate import upgrade
from tests import rows
from tests.conftest import BACKENDS
from tests.founded import fresh_postgresql

OLD = "0047"
CARRIED_ON = {"profile_version", "scheduled_version"}
"""Tables in which a migration adds rows: limits for a new scale of the classifier."""


@dataclass(frozen=True)
class Migrated:
    """A database that was migrated while it had a row in every table.

    :param known: the tables as the older version knows them.
    :param before: the rows before migrating.
    """

    database: Database
    known: MetaData
    before: dict[str, list[Any]]


@pytest.fixture(scope="module", params=BACKENDS)
def migrated(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Migrated]:
    """A database at the newest schema, with what the older version had written."""
    url = f"sqlite:///{tmp_path_factory.mktemp('old') / 'old.sqlite'}"
    if request.param == "postgresql":
        server = request.getfixturevalue("postgresql_server")
        worker_id = request.getfixturevalue("worker_id")
        url = fresh_postgresql(server, f"old_processes_{worker_id}")
    database = open_database(url)
    upgrade(database, OLD)
    with database.engine.begin() as connection:
        known = tables_of(connection)
        fill(connection, known)
        before = stored(connection, known)
    upgrade(database)
    yield Migrated(database, known, before)
    database.dispose()


@pytest.fixture
def connection(migrated: Migrated) -> Iterator[Connection]:
    """A connection of the older version, whose changes are undone after the test."""
    with migrated.database.engine.connect() as opened:
        yield opened
        opened.rollback()


def tables_of(connection: Connection) -> MetaData:
    """Return the tables as they are, with the types that the models give them."""
    found = MetaData()
    found.reflect(
        connection,
        only=[
            name
            for name in inspect(connection).get_table_names()
            if name != "alembic_version" and not name.startswith("revision_words")
        ],
    )
    for table in found.tables.values():
        today = Base.metadata.tables[table.name]
        for column in table.columns:
            column.type = today.columns[column.name].type
    return found


def fill(connection: Connection, known: MetaData) -> None:
    """Add a row to every table."""
    for table in known.sorted_tables:
        rows.make(connection, table)


def stored(connection: Connection, known: MetaData) -> dict[str, list[Any]]:
    """Return the rows of every table, as the older version reads them."""
    return {
        table.name: [
            tuple(row)
            for row in connection.execute(select(table).order_by(*table.primary_key))
        ]
        for table in known.sorted_tables
    }


def write_again(connection: Connection, table: Table) -> None:
    """Write every column of every row of *table* as it is."""
    for row in connection.execute(select(table)).mappings().all():
        same = [column == row[column.name] for column in table.primary_key]
        values = {
            column.name: row[column.name]
            for column in table.columns
            if not column.primary_key
        }
        if values:
            connection.execute(table.update().where(*same).values(values))


def test_migrating_keeps_every_row_as_the_older_version_reads_it(
    migrated: Migrated, connection: Connection
) -> None:
    after = stored(connection, migrated.known)

    assert all(migrated.before.values())
    for name in migrated.known.tables.keys() - CARRIED_ON:
        assert after[name] == migrated.before[name], name
    for name in CARRIED_ON:
        assert len(after[name]) >= len(migrated.before[name]), name


def test_the_older_version_adds_rows_to_every_table(
    migrated: Migrated, connection: Connection
) -> None:
    fill(connection, migrated.known)

    after = stored(connection, migrated.known)
    assert all(len(after[name]) > len(found) for name, found in migrated.before.items())


def test_the_older_version_writes_every_column_of_every_row(
    migrated: Migrated, connection: Connection
) -> None:
    before = stored(connection, migrated.known)

    for table in migrated.known.sorted_tables:
        write_again(connection, table)

    assert stored(connection, migrated.known) == before


def test_the_older_version_removes_every_row(
    migrated: Migrated, connection: Connection
) -> None:
    for table in reversed(migrated.known.sorted_tables):
        connection.execute(table.delete())

    assert not any(stored(connection, migrated.known).values())
