"""SQL functions whose names differ between the databases."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Float
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement


class greatest(FunctionElement[float]):  # noqa: N801  Named as the function it is.
    """The greatest of its arguments. None of them may be null."""

    name = "greatest"
    type = Float()
    inherit_cache = True


@compiles(greatest)
def _greatest(element: greatest, compiler: SQLCompiler, **options: Any) -> str:
    return f"greatest({compiler.process(element.clauses, **options)})"


@compiles(greatest, "sqlite")
def _greatest_of_sqlite(
    element: greatest, compiler: SQLCompiler, **options: Any
) -> str:
    return f"max({compiler.process(element.clauses, **options)})"
