"""Makes a row of any table, with whatever other rows it needs."""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Connection,
    Date,
    Enum,
    Float,
    Integer,
    LargeBinary,
    Table,
    insert,
)
from sqlalchemy.orm import Session

from auth.db.base import UtcDateTime

_numbers = itertools.count(1)


def make(session: Session | Connection, table: Table, **given: Any) -> dict[str, Any]:
    """Insert a row and return its columns; *given* columns have the given values.

    Columns that may be null or have a default stay as they are. A row that another
    one refers to is made as well.
    """
    values = {
        column.name: _value(session, column)
        for column in table.columns
        if column.name not in given and _is_needed(column)
    }
    made = session.execute(insert(table).values(values | given).returning(table))
    return dict(made.mappings().one())


def _is_needed(column: Column[Any]) -> bool:
    if column is column.table.autoincrement_column:
        return False
    return not column.nullable and column.default is None and not column.server_default


def _value(session: Session | Connection, column: Column[Any]) -> Any:
    for key in column.foreign_keys:
        return make(session, key.column.table)[key.column.name]
    kind, number = column.type, next(_numbers)
    if isinstance(kind, Enum):
        return next(iter(kind.enum_class or kind.enums))
    for known, value in (
        (UtcDateTime, datetime(2026, 11, 1, tzinfo=UTC)),
        (JSON, []),
        (Date, date(2026, 11, 1)),
        (Boolean, False),
        (Float, 0.5),
        (Integer, number),
        (LargeBinary, b"\x00\xff"),
    ):
        if isinstance(kind, known):
            return value
    return f"{column.name} {number}"
