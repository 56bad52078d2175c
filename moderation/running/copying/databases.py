"""Copies a whole database: from SQLite to PostgreSQL, or back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Table, func, select, text
from sqlalchemy.exc import DBAPIError

from auth.core.errors import CeasefireError
from auth.db.base import Base
from auth.db.database import Database
from moderation.running.copying.numbering import continue_numbers
from moderation.running.copying.rows import copy_rows
from moderation.running.migrate import missing, newer, upgrade

Report = Callable[[str, int], None]


class CopyRefusedError(CeasefireError):
    """The database cannot be copied as it stands."""

    code = "copy_refused"


def copy_database(source: Database, target: Database, *, report: Report) -> int:
    """Copy every row of *source* to the empty *target* and return how many there are.

    The target gets today's schema first. It then gets all rows or none. The source
    accepts no writes while it is copied, and is not changed.

    :param report: called with the name and the number of rows of each table.
    :raises CopyRefusedError: if the source has another schema than this version, if
        the target has rows, or if a row cannot be stored there.
    """
    if source.url == target.url:
        raise CopyRefusedError("Source and target are the same database.")
    if missing(source) or newer(source):
        raise CopyRefusedError(
            "The database has another schema than this version. Please run setup with"
            " the version that you use, and copy with the same version."
        )
    upgrade(target)
    with _unchanging(source) as read, target.engine.begin() as write:
        _refuse_rows(write)
        count = sum(
            _copy(read, write, table, report) for table in Base.metadata.sorted_tables
        )
        continue_numbers(read, write)
    return count


def _copy(read: Connection, write: Connection, table: Table, report: Report) -> int:
    try:
        count = copy_rows(read, write, table)
    except DBAPIError as error:
        raise CopyRefusedError(
            f"A row of the table {table.name} cannot be stored. Nothing was copied."
        ) from error
    report(table.name, count)
    return count


@contextmanager
def _unchanging(database: Database) -> Iterator[Connection]:
    """Open a connection that sees one state of *database*, and hold off writers."""
    with database.engine.connect() as connection:
        if database.is_sqlite:
            options = {"sqlite_begin": "BEGIN IMMEDIATE"}
            yield connection.execution_options(**options)
            return
        names = ", ".join(
            connection.dialect.identifier_preparer.format_table(table)
            for table in Base.metadata.sorted_tables
        )
        connection.execute(text(f"LOCK TABLE {names} IN SHARE MODE"))
        yield connection


def _refuse_rows(connection: Connection) -> None:
    for table in Base.metadata.sorted_tables:
        if connection.scalar(select(func.count()).select_from(table)):
            raise CopyRefusedError(
                f"The target already has rows, in the table {table.name}. Please name"
                " an empty database."
            )
