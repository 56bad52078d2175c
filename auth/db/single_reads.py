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
from sqlalchemy.types import TypeEngine

READ_AT = "read_at"
"""The column of each row with the time of the statement, by the database's clock."""

_Convert = Callable[[Any], Any] | None


class SingleRead:
    """One SELECT, compiled once for a dialect.

    :param query: its columns have different names, which are those of its rows.
    """

    def __init__(self, query: Select[*tuple[Any, ...]], dialect: Dialect) -> None:
        self._is_sqlite = dialect.name == "sqlite"
        if not self._is_sqlite:
            query = query.add_columns(func.statement_timestamp().label(READ_AT))
        compiled = query.compile(dialect=dialect)
        self._query, self._sql = query, str(compiled)
        self._places = compiled.positiontup
        self._binds = {
            name: (parameter.value, _way_in(parameter.type, dialect))
            for parameter, name in compiled.bind_names.items()
        }
        columns = query.selected_columns
        self._convert = tuple(_way_out(each.type, dialect) for each in columns)
        names = [str(each.key) for each in columns]
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
        try:
            found = _by_driver(engine, self._sql, self._parameters(given))
        except engine.dialect.loaded_dbapi.OperationalError:
            # If the connection was lost, the others were as well.
            engine.dispose()
            rows = self._by_engine(engine, given)
        except engine.dialect.loaded_dbapi.Error:
            rows = self._by_engine(engine, given)
        else:
            rows = [self._converted(each) for each in found]
        more = (now,) if self._is_sqlite else ()
        return [self._row(*each, *more) for each in rows]

    def _parameters(self, given: dict[str, Any]) -> Any:
        values = {
            name: value if convert is None else convert(value)
            for name, (default, convert) in self._binds.items()
            for value in (given.get(name, default),)
        }
        return values if self._places is None else [values[it] for it in self._places]

    def _converted(self, row: Sequence[Any]) -> Sequence[Any]:
        return [
            value if convert is None else convert(value)
            for value, convert in zip(row, self._convert, strict=True)
        ]

    def _by_engine(
        self, engine: Engine, given: dict[str, Any]
    ) -> Sequence[Sequence[Any]]:
        with engine.connect() as connection:
            return connection.execute(self._query, given).all()


@lru_cache(maxsize=64)
def single_read(query: Select[*tuple[Any, ...]], dialect: Dialect) -> SingleRead:
    """Return *query* compiled for *dialect*.

    :param query: a constant of a module, because it is kept.
    """
    return SingleRead(query, dialect)


def _by_driver(engine: Engine, sql: str, parameters: Any) -> Sequence[Sequence[Any]]:
    connection = engine.raw_connection()
    try:
        with _alone(connection, is_sqlite=engine.dialect.name == "sqlite"):
            cursor = connection.cursor()
            cursor.execute(sql, parameters)
            return cursor.fetchall()
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


def _way_in(kind: TypeEngine[Any], dialect: Dialect) -> _Convert:
    return kind.dialect_impl(dialect).bind_processor(dialect)


def _way_out(kind: TypeEngine[Any], dialect: Dialect) -> _Convert:
    return kind.dialect_impl(dialect).result_processor(dialect, None)
