"""Runs a SELECT with the driver itself, compiled once for a dialect.

SQLAlchemy looks for a compiled statement by everything that it consists of. For a
large one this takes longer than running it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    CompoundSelect,
    Dialect,
    Integer,
    Select,
    literal_column,
)
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from sqlalchemy.sql.expression import ClauseList
from sqlalchemy.sql.visitors import replacement_traverse
from sqlalchemy.types import TypeEngine

from auth.db.id_lists import id_list

_log = logging.getLogger(__name__)
"""Names each statement at the level DEBUG, as SQLAlchemy's logger does for its own."""

Read = Select[*tuple[Any, ...]] | CompoundSelect[*tuple[Any, ...]]
_Convert = Callable[[Any], Any] | None


class CompiledRead:
    """One SELECT of columns, compiled for a dialect.

    A parameter that is a list, ``bindparam("ids", expanding=True)``, is a list of ids.
    Constants are written into the statement.
    """

    def __init__(self, query: Read, dialect: Dialect) -> None:
        written_out: Any = replacement_traverse(query, {}, _written_out(dialect))
        compiled = written_out.compile(dialect=dialect)
        self.sql = str(compiled)
        self._places = compiled.positiontup
        self._binds = {
            name: (parameter.value, _way_in(parameter.type, dialect))
            for parameter, name in compiled.bind_names.items()
        }
        ways_out = (_way_out(each.type, dialect) for each in query.selected_columns)
        self._convert = [
            (place, convert)
            for place, convert in enumerate(ways_out)
            if convert is not None
        ]

    def rows(self, driver: Any, given: Mapping[str, Any]) -> list[list[Any]]:
        """Return the values of each row.

        :param driver: a connection of the driver.
        :param given: the parameters by name.
        :raises Exception: what the driver raises.
        """
        _log.debug("%s", self.sql)
        cursor = driver.cursor()
        cursor.execute(self.sql, self._parameters(given))
        rows = [list(row) for row in cursor.fetchall()]
        for place, convert in self._convert:
            for row in rows:
                row[place] = convert(row[place])
        return rows

    def _parameters(self, given: Mapping[str, Any]) -> Any:
        values = {
            name: value if convert is None else convert(value)
            for name, (default, convert) in self._binds.items()
            for value in (given.get(name, default),)
        }
        return values if self._places is None else [values[it] for it in self._places]


def rows_within(
    session: Session, query: Read, given: Mapping[str, Any]
) -> Sequence[Sequence[Any]]:
    """Return the rows of *query*, read in the transaction of *session*.

    :param query: one that is made once, because its compiled form is kept.
    :raises sqlalchemy.exc.SQLAlchemyError: if the database cannot be read.
    """
    session.flush()
    connection = session.connection()
    driver = connection.connection.dbapi_connection
    errors = connection.dialect.loaded_dbapi.Error
    compiled = compiled_read(query, connection.dialect)
    try:
        return compiled.rows(driver, given)
    except errors as error:
        if connection.dialect.is_disconnect(error, driver, None):
            connection.invalidate(error)
        raise DBAPIError.instance(
            compiled.sql, None, error, errors, hide_parameters=True
        ) from error


@lru_cache(maxsize=256)
def compiled_read(query: Read, dialect: Dialect) -> CompiledRead:
    """Return *query* compiled for *dialect*."""
    return CompiledRead(query, dialect)


def _written_out(dialect: Dialect) -> Callable[..., Any]:
    """Return a function that replaces lists and constants in a statement.

    SQLAlchemy fills in lists at each run. PostgreSQL does not keep the plan of a
    statement if it is cheaper for the value of a parameter, such as a limit.
    """

    def constant(value: Any, kind: TypeEngine[Any]) -> ColumnElement[Any] | None:
        write = kind.dialect_impl(dialect).literal_processor(dialect)
        if write is None or value is None:
            return None
        return literal_column(write(value), kind)

    def replaced(element: Any, **_options: Any) -> Any:
        if not isinstance(element, BindParameter):
            return None
        if not element.unique:
            return _ids(element, dialect) if element.expanding else None
        if not element.expanding:
            return constant(element.value, element.type)
        values: list[Any] = [
            constant(each, element.type) for each in element.value or ()
        ]
        return ClauseList(*values).self_group()

    return replaced


def _ids(element: BindParameter[Any], dialect: Dialect) -> Any:
    if not isinstance(element.type, Integer):
        raise TypeError(f"{element.key} is not a list of ids.")
    return id_list(element.key, dialect).self_group()


def _way_in(kind: TypeEngine[Any], dialect: Dialect) -> _Convert:
    return kind.dialect_impl(dialect).bind_processor(dialect)


def _way_out(kind: TypeEngine[Any], dialect: Dialect) -> _Convert:
    return kind.dialect_impl(dialect).result_processor(dialect, None)
