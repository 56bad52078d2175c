"""Runs a SELECT with the driver itself, compiled once for a dialect.

SQLAlchemy looks for a compiled statement by everything that it consists of. For a
large one this takes longer than running it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import BindParameter, CompoundSelect, Dialect, Select, bindparam
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from sqlalchemy.sql.expression import ClauseList
from sqlalchemy.sql.visitors import replacement_traverse
from sqlalchemy.types import TypeEngine

Read = Select[*tuple[Any, ...]] | CompoundSelect[*tuple[Any, ...]]
_Convert = Callable[[Any], Any] | None


class CompiledRead:
    """One SELECT of columns, compiled for a dialect.

    Lists of ids are parameters of :func:`auth.db.id_lists.id_list`.
    """

    def __init__(self, query: Read, dialect: Dialect) -> None:
        written_out: Any = replacement_traverse(query, {}, _with_constants)
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


def _with_constants(element: Any, **_options: Any) -> Any:
    """Return what replaces *element*: for a constant list of values, its values.

    SQLAlchemy would put them into the statement only when it runs.
    """
    if not isinstance(element, BindParameter) or not element.expanding:
        return None
    if element.value is None:
        raise ValueError(f"{element.key} is a list: use id_list() for it.")
    values = [bindparam(None, each, type_=element.type) for each in element.value]
    return ClauseList(*values).self_group()


def _way_in(kind: TypeEngine[Any], dialect: Dialect) -> _Convert:
    return kind.dialect_impl(dialect).bind_processor(dialect)


def _way_out(kind: TypeEngine[Any], dialect: Dialect) -> _Convert:
    return kind.dialect_impl(dialect).result_processor(dialect, None)
