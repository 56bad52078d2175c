"""Subtracts times in SQL, in the same way on both databases."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Float
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement


class seconds(FunctionElement[float]):  # noqa: N801  It reads as the function that it is in SQL.
    """A time in seconds, for computing the difference of two.

    Each database counts from a different origin. Exact to a tenth of a millisecond.
    """

    name = "seconds"
    type = Float()
    inherit_cache = True


@compiles(seconds, "sqlite")
def _in_sqlite(element: seconds, compiler: SQLCompiler, **more: Any) -> str:
    return f"(julianday({compiler.process(element.clauses, **more)}) * 86400.0)"


@compiles(seconds, "postgresql")
def _in_postgresql(element: seconds, compiler: SQLCompiler, **more: Any) -> str:
    moment = compiler.process(element.clauses, **more)
    return f"CAST(EXTRACT(EPOCH FROM {moment}) AS DOUBLE PRECISION)"
