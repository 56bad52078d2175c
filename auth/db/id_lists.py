"""Lists of ids that a statement is given as one parameter.

A list that is written out as one parameter for each id makes another statement for each
length: SQLAlchemy puts it together, and PostgreSQL plans it, each time.
"""

from __future__ import annotations

import json
from collections.abc import Collection

from sqlalchemy import BigInteger, Dialect, Select, String, bindparam, func, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import TypeDecorator


class _AsJson(TypeDecorator[Collection[int]]):
    """Ids as a JSON array."""

    impl = String
    cache_ok = True

    def process_bind_param(
        self,
        value: Collection[int] | None,
        dialect: Dialect,  # noqa: ARG002  SQLAlchemy passes it.
    ) -> str | None:
        """Return the ids as JSON."""
        return None if value is None else json.dumps(list(value))


class _AsArray(TypeDecorator[Collection[int]]):
    """Ids as an array of PostgreSQL."""

    impl = ARRAY(BigInteger)
    cache_ok = True

    def process_bind_param(
        self,
        value: Collection[int] | None,
        dialect: Dialect,  # noqa: ARG002  SQLAlchemy passes it.
    ) -> list[int] | None:
        """Return the ids as a list."""
        return None if value is None else list(value)


def id_list(name: str, dialect: Dialect) -> Select[int]:
    """Return the query for the ids in the parameter *name*, a collection of numbers."""
    if dialect.name == "sqlite":
        rows = func.json_each(bindparam(name, type_=_AsJson)).table_valued("value")
        return select(rows.c.value)
    # A query of its own hides the length of the list, for which PostgreSQL would plan.
    ids = select(bindparam(name, type_=_AsArray)).scalar_subquery()
    return select(func.unnest(ids))
