"""Lists of values that a statement is given as one parameter.

A list that is written out as one parameter for each value makes another statement for
each length: SQLAlchemy puts it together, and PostgreSQL plans it, each time.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Dialect,
    Integer,
    String,
    any_,
    bindparam,
    cast,
    func,
    select,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import TypeDecorator


class _AsJson(TypeDecorator[Collection[Any]]):
    """Values as a JSON array."""

    impl = String
    cache_ok = True

    def process_bind_param(
        self,
        value: Collection[Any] | None,
        dialect: Dialect,  # noqa: ARG002  SQLAlchemy passes it.
    ) -> str | None:
        """Return the values as JSON."""
        return None if value is None else json.dumps(list(value))


class _AsArray(TypeDecorator[Collection[Any]]):
    """Values as an array of PostgreSQL."""

    impl = ARRAY
    cache_ok = True

    def process_bind_param(
        self,
        value: Collection[Any] | None,
        dialect: Dialect,  # noqa: ARG002  SQLAlchemy passes it.
    ) -> list[Any] | None:
        """Return the values as a list."""
        return None if value is None else list(value)


def among(
    value: ColumnElement[Any], parameter: BindParameter[Any], dialect: Dialect
) -> ColumnElement[bool]:
    """Return the condition that *value* is in the list of *parameter*.

    :raises TypeError: if it is a list of neither ids nor texts.
    """
    name, kind = parameter.key, parameter.type
    if not isinstance(kind, Integer | String):
        raise TypeError(f"{name} is a list of neither ids nor texts.")
    if dialect.name == "sqlite":
        rows = func.json_each(bindparam(name, type_=_AsJson)).table_valued("value")
        return value.in_(select(rows.c.value))
    # A query of its own hides the length of the list, for which PostgreSQL would plan.
    # A condition on one table stays with that table, however many others are joined.
    values = select(bindparam(name, type_=_AsArray(kind))).scalar_subquery()
    return value == any_(cast(values, ARRAY(kind)))
