"""Runs a SELECT that was compiled once for a dialect.

Otherwise SQLAlchemy looks for a compiled statement by everything that it consists of.
For a large one this takes longer than running it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    CompoundSelect,
    Dialect,
    Float,
    Select,
    literal_column,
    select,
)
from sqlalchemy.orm import Session
from sqlalchemy.sql.expression import BinaryExpression, ClauseList
from sqlalchemy.sql.operators import in_op
from sqlalchemy.sql.visitors import replacement_traverse
from sqlalchemy.types import TypeEngine

from auth.db.value_lists import among

Read = Select[*tuple[Any, ...]] | CompoundSelect[*tuple[Any, ...]]
_Convert = Callable[[Any], Any] | None


class CompiledRead:
    """One SELECT of columns, compiled for a dialect.

    A list, ``.in_(bindparam("ids", expanding=True))``, has ids or texts. Constants are
    written into the statement.
    """

    def __init__(self, query: Read, dialect: Dialect) -> None:
        written_out: Any = replacement_traverse(query, {}, _written_out(dialect))
        compiled = written_out.compile(dialect=dialect)
        self.sql = str(compiled)
        self._places = compiled.positiontup
        self._binds = [
            (name, parameter, _way_in(parameter.type, dialect))
            for parameter, name in compiled.bind_names.items()
        ]
        ways_out = (_way_out(each.type, dialect) for each in query.selected_columns)
        self._convert = [
            (place, convert)
            for place, convert in enumerate(ways_out)
            if convert is not None
        ]

    def parameters(self, given: Mapping[str, Any]) -> Any:
        """Return the parameters as the driver takes them.

        :raises KeyError: if one that has no value of its own is missing.
        """
        values = {}
        for name, parameter, convert in self._binds:
            value = (
                given[name] if parameter.required else given.get(name, parameter.value)
            )
            values[name] = value if convert is None else convert(value)
        return values if self._places is None else tuple(map(values.get, self._places))

    def converted(self, found: Iterable[Sequence[Any]]) -> list[list[Any]]:
        """Return the rows that the driver has read, with the values of their types."""
        rows = [list(row) for row in found]
        for place, convert in self._convert:
            for row in rows:
                row[place] = convert(row[place])
        return rows


def rows_within(
    session: Session, query: Read, given: Mapping[str, Any]
) -> list[list[Any]]:
    """Return the rows of *query*, read in the transaction of *session*.

    :param query: one that is made once, because its compiled form is kept.
    :raises sqlalchemy.exc.SQLAlchemyError: if the database cannot be read.
    """
    session.flush()
    connection = session.connection()
    compiled = compiled_read(query, connection.dialect)
    result: Any = connection.exec_driver_sql(compiled.sql, compiled.parameters(given))
    # The driver's own rows: SQLAlchemy's know their columns, which is not needed here.
    rows = compiled.converted(result.cursor.fetchall())
    result.close()
    return rows


@lru_cache(maxsize=256)
def compiled_read(query: Read, dialect: Dialect) -> CompiledRead:
    """Return *query* compiled for *dialect*."""
    return CompiledRead(query, dialect)


def _written_out(dialect: Dialect) -> Callable[..., Any]:
    """Return a function that replaces lists, constants and parameters in a statement.

    SQLAlchemy fills in lists at each run. PostgreSQL plans a statement at each run if a
    plan for the given value looks cheaper than one for any value, as for a small limit
    or an article with few comments. Planning takes several times as long as running. So
    constants are written out, and each parameter is a query of its own: the planner
    does not know its value.
    """
    hides = dialect.name == "postgresql"

    def constant(value: Any, kind: TypeEngine[Any]) -> ColumnElement[Any] | None:
        write = kind.dialect_impl(dialect).literal_processor(dialect)
        if write is None or value is None:
            return None
        written = write(value)
        if dialect.paramstyle == "pyformat":
            # Psycopg wants it doubled once, but the compiler doubles it, too.
            written = written.replace("%%", "%")
        return literal_column(written, kind)

    def replaced(element: Any, **_options: Any) -> Any:
        if isinstance(element, BinaryExpression):
            listed = element.right if element.operator is in_op else None
            if isinstance(listed, BindParameter) and not listed.unique:
                return among(element.left, listed, dialect)
        if not isinstance(element, BindParameter):
            return None
        if not element.unique:
            return select(element).scalar_subquery() if hides else None
        if not element.expanding:
            return constant(element.value, element.type)
        values: list[Any] = [
            constant(each, element.type) for each in element.value or ()
        ]
        return ClauseList(*values).self_group()

    return replaced


def _way_in(kind: TypeEngine[Any], dialect: Dialect) -> _Convert:
    return kind.dialect_impl(dialect).bind_processor(dialect)


def _way_out(kind: TypeEngine[Any], dialect: Dialect) -> _Convert:
    if isinstance(kind, Float) and dialect.name == "postgresql":
        # Psycopg returns floats, and what SQLAlchemy does depends on the column's type.
        return None
    return kind.dialect_impl(dialect).result_processor(dialect, None)
