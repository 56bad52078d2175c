"""Continues the numbers of rows where the copied database would have continued."""

from __future__ import annotations

from sqlalchemy import Connection, Table, column, func, select
from sqlalchemy import table as sa_table

from auth.db.base import Base


def continue_numbers(source: Connection, target: Connection) -> None:
    """Set each sequence of a PostgreSQL *target*. SQLite needs nothing.

    The number of a removed row is not given again if the source would not have given
    it again.
    """
    if target.dialect.name == "sqlite":
        return
    for table in Base.metadata.sorted_tables:
        sequence = _sequence(target, table)
        if sequence is None:
            continue
        last = max(_highest(target, table), _last_given(source, table))
        if last:
            target.execute(select(func.setval(sequence, last)))


def _highest(connection: Connection, table: Table) -> int:
    [key] = table.primary_key
    return connection.scalar(select(func.max(key))) or 0


def _last_given(connection: Connection, table: Table) -> int:
    """Return the last number that a PostgreSQL database gave in *table*."""
    if connection.dialect.name == "sqlite":
        return 0
    sequence = _sequence(connection, table)
    return 0 if sequence is None else _current(connection, sequence)


def _current(connection: Connection, sequence: str) -> int:
    schema, _, name = sequence.rpartition(".")
    state = sa_table(name, column("last_value"), column("is_called"), schema=schema)
    given = select(state.c.last_value).where(state.c.is_called)
    return connection.scalar(given) or 0


def _sequence(connection: Connection, table: Table) -> str | None:
    """Return the name of the sequence that numbers the rows of *table*, if one does."""
    if len(table.primary_key) != 1:
        return None
    [key] = table.primary_key
    quoted = connection.dialect.identifier_preparer.format_table(table)
    name: str | None = connection.scalar(
        select(func.pg_get_serial_sequence(quoted, key.name))
    )
    return name
