"""Inserts that the database settles: of several at once, one stores the row.

A row that is read first and added where it is missing is added twice by two callers
at the same moment. These statements leave the choice to a unique constraint.
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
    """Return an INSERT that knows ``ON CONFLICT``, in the database's own dialect."""
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    return sqlite_insert(table) if is_sqlite else postgresql_insert(table)


def add_once(
    session: Session,
    table: type[Base],
    values: Mapping[str, Any],
    *,
    key: Sequence[str] | None = None,
) -> bool:
    """Store a row unless a unique constraint of *table* has it; say whether it is new.

    :param key: the columns of the one constraint that is asked; without it, any is.
    :raises IntegrityError: where another constraint than *key* is broken.
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
    """Store a row, or bring the row with the same *key* up to date.

    :param key: the columns of one unique constraint; all the others are replaced.
        An object of that row that the session holds keeps its old values.
    """
    statement = insert(session, table).values(**values)
    replaced = {name: statement.excluded[name] for name in values if name not in key}
    session.execute(
        statement.on_conflict_do_update(index_elements=list(key), set_=replaced)
    )


def take_turn(session: Session, name: str) -> None:
    """Wait until no other transaction holds the turn *name*, and hold it to the end.

    For rules that no constraint can state, such as "6 within a minute". SQLite admits
    one writer at a time anyway; PostgreSQL locks a number made of the name, so that two
    names that share one wait for each other without need. Take it before row locks.
    """
    if session.get_bind().dialect.name == "postgresql":
        number: Select[Any] = select(
            func.pg_advisory_xact_lock(func.hashtextextended(name, 0))
        )
        session.execute(number)
