"""Reserves the numbers of rows before they are stored."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, literal, select
from sqlalchemy.orm import Session

from auth.db.base import Base


def reserve(session: Session, table: type[Base], count: int) -> Sequence[int]:
    """Return *count* free ids of *table*, in order.

    Rows that refer to each other can then be stored by one statement for each table. On
    SQLite the transaction has to be one that writes, which is the only one then.
    """
    key = table.__mapper__.primary_key[0]
    if session.get_bind().dialect.name == "sqlite":
        first = (session.scalar(select(func.max(key))) or 0) + 1
        return range(first, first + count)
    sequence = func.pg_get_serial_sequence(table.__tablename__, key.name)
    each = func.generate_series(1, literal(count)).alias("each")
    return session.scalars(select(func.nextval(sequence)).select_from(each)).all()
