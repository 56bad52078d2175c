"""Copies the rows of one table, with the values that both database systems store."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    ColumnElement,
    Connection,
    Table,
    Text,
    bindparam,
    cast,
    insert,
    select,
    update,
)

ROWS_AT_ONCE = 1_000


def copy_rows(source: Connection, target: Connection, table: Table) -> int:
    """Copy every row of *table* and return how many there are.

    References to rows of the same table are set once all rows are there, because a row
    may refer to one with a higher number.
    """
    itself = _references_to_itself(table)
    columns = [column for column in table.columns if column not in itself]
    key = list(table.primary_key)
    chosen = select(*(_read(column) for column in columns)).order_by(*key)
    statement = insert(table).values(
        {column.name: _written(column, target) for column in columns}
    )
    count = _in_batches(source, target, chosen, statement)
    for column in itself:
        referring = select(
            *(each.label("referring") for each in key), column.label("refers_to")
        ).where(column.is_not(None))
        _in_batches(source, target, referring, _refer(table, column))
    return count


def _references_to_itself(table: Table) -> list[Column[Any]]:
    return [
        each.parent
        for each in table.foreign_keys
        if each.column.table is table and each.parent.nullable
    ]


def _read(column: Column[Any]) -> ColumnElement[Any]:
    """Return what reads *column*.

    JSON is read as text: a JSON ``null`` and an empty column are both ``None`` in
    Python.
    """
    if isinstance(column.type, JSON):
        return cast(column, Text).label(column.name)
    return column


def _written(column: Column[Any], target: Connection) -> ColumnElement[Any]:
    """Return what writes *column*: the JSON that was read as text, as JSON again."""
    if not isinstance(column.type, JSON):
        return bindparam(column.name, type_=column.type)
    text = bindparam(column.name, type_=Text())
    return text if target.dialect.name == "sqlite" else cast(text, column.type)


def _refer(table: Table, column: Column[Any]) -> Any:
    """Return the statement that sets a reference of one row."""
    [key] = table.primary_key
    return (
        update(table)
        .where(key == bindparam("referring"))
        .values({column.name: bindparam("refers_to")})
    )


def _in_batches(
    source: Connection, target: Connection, chosen: Any, statement: Any
) -> int:
    """Run *statement* for each row of *chosen*; memory does not grow with the table."""
    count = 0
    rows = source.execution_options(yield_per=ROWS_AT_ONCE).execute(chosen)
    for batch in rows.mappings().partitions():
        target.execute(statement, [dict(row) for row in batch])
        count += len(batch)
    return count
