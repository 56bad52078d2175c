"""Inserts that are safe under concurrency: of several at once, one stores the row.

If a row is read first and added if missing, two callers at the same moment both add it.
These statements rely on a unique constraint instead.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Session

from auth.db.base import Base


def insert(session: Session, table: type[Base]) -> Any:
    """Return an INSERT in the database's dialect, which supports ``ON CONFLICT``."""
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    return sqlite_insert(table) if is_sqlite else postgresql_insert(table)


def add_once(
    session: Session,
    table: type[Base],
    values: Mapping[str, Any],
    *,
    key: Sequence[str] | None = None,
) -> bool:
    """Insert a row unless a unique constraint of *table* refuses it.

    :param key: the columns of the one constraint that may refuse it; by default any.
    :returns: whether the row is new.
    :raises IntegrityError: if the row violates a constraint other than *key*.
    """
    number = table.__mapper__.primary_key[0]
    stored = session.scalar(
        insert(session, table)
        .values(**values)
        .on_conflict_do_nothing(index_elements=list(key) if key else None)
        .returning(number)
    )
    return stored is not None


def put(
    session: Session,
    table: type[Base],
    values: Mapping[str, Any],
    *,
    key: Sequence[str],
) -> None:
    """Insert a row, or update the row with the same *key*.

    :param key: the columns of one unique constraint; all other columns are replaced.
        An object for this row that is already in the session keeps its old values.
    """
    statement = insert(session, table).values(**values)
    replaced = {name: statement.excluded[name] for name in values if name not in key}
    session.execute(
        statement.on_conflict_do_update(index_elements=list(key), set_=replaced)
    )


def take_turn(session: Session, name: str) -> None:
    """Take the lock *name* until the transaction ends; wait if another one holds it.

    Use it for rules that no constraint can express, such as "6 within a minute". SQLite
    has a single writer anyway. PostgreSQL locks a number derived from the name, so two
    names with the same number wait for each other needlessly. Take it before row locks.
    """
    if session.get_bind().dialect.name == "postgresql":
        number: Select[Any] = select(
            func.pg_advisory_xact_lock(func.hashtextextended(name, 0))
        )
        session.execute(number)
