"""Inserts that are safe under concurrency: of several at once, one stores the row.

If a row is read first and added if missing, two callers at the same moment both add it.
These statements rely on a unique constraint instead.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from sqlalchemy import Select, func, select
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from auth.db.base import Base

Row = TypeVar("Row", bound=Base)


def _insert(session: Session, table: type[Base]) -> Any:
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
        _insert(session, table)
        .values(**values)
        .on_conflict_do_nothing(index_elements=list(key) if key else None)
        .returning(number)
    )
    return stored is not None


def add_each_once(
    session: Session,
    table: type[Base],
    rows: Sequence[Mapping[str, Any]],
    *,
    key: Sequence[str],
) -> None:
    """Insert those of *rows*, which have the same columns, whose *key* is new."""
    if rows:
        statement = _insert(session, table).on_conflict_do_nothing(
            index_elements=list(key)
        )
        session.connection().execute(statement, [dict(row) for row in rows])


def add_selected(
    session: Session, table: type[Base], columns: Sequence[Any], rows: Any
) -> None:
    """Insert the rows that *rows* selects, except those that already exist.

    :param rows: a SELECT with a WHERE clause. SQLite cannot parse the statement without
        one.
    """
    statement = _insert(session, table).from_select(columns, rows)
    session.execute(statement.on_conflict_do_nothing())


def find_or_add(
    session: Session,
    table: type[Row],
    key: Mapping[str, Any],
    values: Mapping[str, Any],
) -> Row:
    """Return the row with *key*. Inserts it with *values* if it does not exist.

    :param key: the columns of one unique constraint and their values.
    """
    add_once(session, table, {**key, **values}, key=list(key))
    return session.scalars(select(table).filter_by(**key)).one()


def count_up(
    session: Session,
    table: type[Base],
    key: Mapping[str, Any],
    counts: Mapping[str, int],
    values: Mapping[str, Any] | None = None,
) -> Sequence[int]:
    """Add *counts* to the row with *key* in one statement, and return the new counts.

    :param key: the columns of one unique constraint and their values.
    :param counts: the number to add to each counter. A new row starts with it.
    :param values: other values of a new row. An existing row keeps its own.
    """
    counters = [getattr(table, name) for name in counts]
    added = {name: getattr(table, name) + count for name, count in counts.items()}
    statement = (
        _insert(session, table)
        .values(**key, **counts, **(values or {}))
        .on_conflict_do_update(index_elements=list(key), set_=added)
        .returning(*counters)
    )
    return tuple(session.execute(statement).one())


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
    statement = _insert(session, table).values(**values)
    replaced = {name: statement.excluded[name] for name in values if name not in key}
    session.execute(
        statement.on_conflict_do_update(index_elements=list(key), set_=replaced)
    )


def is_accepted(session: Session, change: Callable[[], object]) -> bool:
    """Make and write *change*; return false, with it undone, if a constraint refuses.

    For changes of stored rows, where an insert's ``ON CONFLICT`` is of no use.

    :raises IntegrityError: if something that was changed before is refused.
    """
    session.flush()
    try:
        with session.begin_nested():
            change()
    except IntegrityError:
        return False
    return True


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
