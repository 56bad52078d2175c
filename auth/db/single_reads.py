"""Runs one SELECT with the driver itself, outside a transaction.

Two statements belong to nearly every request: whose session it is, and whether a page
has changed. Through the engine and a session of SQLAlchemy, either of them takes
several times as long as in the database.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Dialect, Engine, PoolProxiedConnection, Select, func
from sqlalchemy.exc import DBAPIError

from auth.db.compiled_reads import CompiledRead

READ_AT = "read_at"
"""The column of each row with the time of the statement, by the database's clock."""


class SingleRead:
    """One SELECT, compiled once for a dialect.

    :param query: its columns have different names, which are those of its rows.
    """

    def __init__(self, query: Select[*tuple[Any, ...]], dialect: Dialect) -> None:
        self._is_sqlite = dialect.name == "sqlite"
        if not self._is_sqlite:
            query = query.add_columns(func.statement_timestamp().label(READ_AT))
        self._query, self._compiled = query, CompiledRead(query, dialect)
        names = [str(each.key) for each in query.selected_columns]
        self._row = _row_of([*names, READ_AT] if self._is_sqlite else names)

    def rows(
        self, engine: Engine, given: dict[str, Any], *, now: datetime
    ) -> Sequence[Any]:
        """Return the rows for these parameters.

        If the driver fails, the engine tries: it reconnects, or raises what callers
        expect.

        :param now: the time of rows of SQLite, which has no clock of its own.
        :raises sqlalchemy.exc.SQLAlchemyError: if the database cannot be read.
        """
        rows: Sequence[Sequence[Any]]
        try:
            rows = _by_driver(engine, self._compiled, given)
        except engine.dialect.loaded_dbapi.Error:
            rows = self._by_engine(engine, given)
        more = (now,) if self._is_sqlite else ()
        return [self._row(*each, *more) for each in rows]

    def _by_engine(
        self, engine: Engine, given: dict[str, Any]
    ) -> Sequence[Sequence[Any]]:
        try:
            with engine.connect() as connection:
                return connection.execute(self._query, given).all()
        except DBAPIError as error:
            if not error.connection_invalidated:
                raise
        # SQLAlchemy has replaced the other connections that were lost with this one.
        with engine.connect() as connection:
            return connection.execute(self._query, given).all()


@lru_cache(maxsize=64)
def single_read(query: Select[*tuple[Any, ...]], dialect: Dialect) -> SingleRead:
    """Return *query* compiled for *dialect*.

    :param query: a constant of a module, because it is kept.
    """
    return SingleRead(query, dialect)


def _by_driver(
    engine: Engine, compiled: CompiledRead, given: dict[str, Any]
) -> Sequence[Sequence[Any]]:
    connection = engine.raw_connection()
    try:
        with _alone(connection, is_sqlite=engine.dialect.name == "sqlite"):
            cursor = connection.cursor()
            cursor.execute(compiled.sql, compiled.parameters(given))
            return compiled.converted(cursor.fetchall())
    except BaseException:
        # It may be what failed, and another user of the pool must not get a connection
        # without transactions.
        connection.invalidate()
        raise
    finally:
        connection.close()


@contextmanager
def _alone(connection: PoolProxiedConnection, *, is_sqlite: bool) -> Iterator[None]:
    """Spare PostgreSQL the begin and the end of a transaction.

    SQLite's connections begin no transaction by themselves.
    """
    if is_sqlite:
        yield
        return
    driver: Any = connection.dbapi_connection
    driver.autocommit = True
    yield
    driver.autocommit = False


def _row_of(names: Sequence[str]) -> Callable[..., Any]:
    """Return the class of rows with these names, which are known only when it runs."""
    return namedtuple("Row", names)
