"""Copies the rows of a thread many times inside the database.

Writing ten million comments through the services takes days. One thread is written
through them, with all that follows from its comments, and SQL copies its rows: each
copy gets numbers of its own, an earlier time, and another article and author.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from sqlalchemy import Column, Connection, DateTime, Table, func, select, text

from auth.db.base import Base
from tests.benchmarks.filling import Town

STEP = 20_000
"""Copies per statement, so that PostgreSQL can write its log between them."""

SAME_NUMBERS = {
    ("comment", "thread_id"): "comment",
    ("comment", "shown_revision_id"): "revision",
    ("comment", "latest_revision_id"): "revision",
    ("review_item", "revision_id"): "revision",
}
"""Columns that hold a number of another table without a constraint that says so."""


@dataclass(frozen=True)
class Original:
    """The rows of one thread: by table, the numbers after *first* up to *last*.

    Its tables without a number of their own have rows that refer to those.
    """

    first: dict[str, int]
    last: dict[str, int]
    shift: dict[str, int] = field(default_factory=dict)
    """What is added to a number of each table, beside the size of each copy."""

    def has(self, table: str) -> bool:
        """Whether rows of *table* belong to it."""
        return self.last.get(table, 0) > self.first.get(table, 0)

    def moved(self, table: str, number: str) -> str:
        """Return the SQL of what becomes of *number* of *table* in the copy *n*."""
        shift = self.shift[table]
        copied = f"{number} + {shift} + n * {self.size(table)}"
        return f"CASE WHEN {number} > {self.first[table]} THEN {copied} END"

    def after(self, highest: dict[str, int], copy: int) -> Original:
        """Return this with the numbers of *copy* beginning after the *highest*."""
        shift = {
            each: number - self.last[each] - copy * self.size(each)
            for each, number in highest.items()
        }
        return replace(self, shift=shift)

    def size(self, table: str) -> int:
        """Return the number of numbers that a copy takes in *table*."""
        return self.last[table] - self.first[table]


@dataclass(frozen=True)
class Spread:
    """The articles and readers that the copies belong to, and their times.

    Of articles and readers, the first number and how many there are. Copies are
    *seconds* apart, and the first is as old as the original and *begin* seconds more.
    """

    article_ids: tuple[int, int]
    author_ids: tuple[int, int]
    seconds: float
    begin: float = 0
    kept: Mapping[str, float] = field(default_factory=dict)
    """For how many seconds the rows of a table are kept, where not for ever."""

    def last(self, table: str) -> str:
        """Return the SQL of the last copy whose rows of *table* are kept."""
        if table not in self.kept:
            return ":end"
        return f"LEAST(:end, {int((self.kept[table] - self.begin) / self.seconds)})"


def written(town: Town, write: Callable[[], None]) -> Original:
    """Call *write*, and return the rows that it added."""
    with town.database.engine.connect() as connection:
        first = _highest(connection)
    write()
    with town.database.engine.connect() as connection:
        return Original(first, _highest(connection))


def _highest(connection: Connection) -> dict[str, int]:
    return {
        table.name: connection.scalar(select(func.max(table.c.id))) or 0
        for table in Base.metadata.sorted_tables
        if _is_numbered(table)
    }


def _is_numbered(table: Table) -> bool:
    return [each.name for each in table.primary_key] == ["id"] and isinstance(
        table.c.id.type.python_type(), int
    )


def multiply(town: Town, original: Original, copies: range, spread: Spread) -> None:
    """Add the *copies* of *original*, by number. Works on PostgreSQL only."""
    with town.database.engine.connect() as connection:
        original = original.after(_highest(connection), copies.start)
    statements = [
        made
        for table in Base.metadata.sorted_tables
        if (made := _statement(table, original, spread))
    ]
    for start in copies[::STEP]:
        end = min(start + STEP, copies.stop)
        numbers = {"start": start + 1, "end": end}
        with town.database.engine.begin() as connection:
            # Every row that is referred to is a copy that was made just before.
            connection.execute(text("SET LOCAL session_replication_role = replica"))
            for each in statements:
                connection.execute(text(each), numbers)
    with town.database.engine.begin() as connection:
        for table in original.last:
            _count_on(connection, table)


def _count_on(connection: Connection, table: str) -> None:
    """Let the numbering of *table* go on after its copies."""
    sequence = f"pg_get_serial_sequence('{table}', 'id')"
    highest = f'SELECT max(id) FROM "{table}" HAVING max(id) IS NOT NULL'  # noqa: S608  Names of ours.
    connection.execute(text(f"SELECT setval({sequence}, ({highest}))"))


def _statement(table: Table, original: Original, spread: Spread) -> str | None:
    """Return the statement that copies the rows of *table*, if it has any."""
    name = table.name
    if _is_numbered(table) and original.has(name):
        which = f"o.id > {original.first[name]} AND o.id <= {original.last[name]}"
    elif not _is_numbered(table) and (parent := _parent(table, original)):
        column, of = parent
        low, high = original.first[of], original.last[of]
        which = f'o."{column}" > {low} AND o."{column}" <= {high}'
    else:
        return None
    names = ", ".join(f'"{column.name}"' for column in table.columns)
    values = ", ".join(
        _value(table, column, original, spread) for column in table.columns
    )
    copies = f"generate_series(CAST(:start AS bigint), {spread.last(name)}) n"
    return (
        f'INSERT INTO "{name}" ({names}) SELECT {values}'  # noqa: S608  Names of ours.
        f' FROM "{name}" o, {copies}'
        f" WHERE {which}"
    )


def _parent(table: Table, original: Original) -> tuple[str, str] | None:
    """Return the column of a table without numbers, and what it refers to."""
    for column in table.columns:
        of = _refers_to(table, column)
        if column.primary_key and of and original.has(of):
            return column.name, of
    return None


def _refers_to(table: Table, column: Column[object]) -> str | None:
    known = SAME_NUMBERS.get((table.name, column.name))
    return known or next((key.column.table.name for key in column.foreign_keys), None)


def _value(
    table: Table, column: Column[object], original: Original, spread: Spread
) -> str:
    """Return the SQL of a copy's *column*."""
    old = f'o."{column.name}"'
    of = table.name if column.name == "id" else _refers_to(table, column)
    if of == "article":
        first, count = spread.article_ids
        return f"{first} + n % {count}"
    if (table.name, column.name) == ("notification", "due_at"):
        return "NULL"  # Else millions would still have to be mailed.
    if of == "account":
        first, count = spread.author_ids
        other = f"{first} + (n * 7 + {old} - {first}) % {count}"
        return f"CASE WHEN {old} - {first} < {count} THEN {other} ELSE {old} END"
    if of and original.has(of):
        return f"coalesce({original.moved(of, old)}, {old})"
    if isinstance(getattr(column.type, "impl", column.type), DateTime):
        earlier = f"({spread.begin} + n * {spread.seconds}) * interval '1 second'"
        return f"{old} - {earlier}"
    return old
