"""Name tables, columns and indexes by the glossary, and what rows say of routes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

import sqlalchemy as sa
from alembic import op

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None


class Renamed(NamedTuple):
    """A table by its names before and after, and the same of its columns."""

    old: str
    new: str
    columns: Mapping[str, str] = MappingProxyType({})

    def turned(self) -> Renamed:
        """Return the way back."""
        back = {new: old for old, new in self.columns.items()}
        return Renamed(self.new, self.old, back)

    def name(self, word: str) -> str:
        """Return the new name of the table, a column, a constraint or an index."""
        if word == self.old:
            return self.new
        if word in self.columns:
            return self.columns[word]
        if not re.match(rf"(pk|fk|uq|ck|ix)_{self.old}(_|$)", word):
            return word
        word = word[:3] + self.new + word[3 + len(self.old) :]
        for old, new in self.columns.items():
            word = word.replace(f"_{old}", f"_{new}")
        return word


TABLES = (
    Renamed("block", "mute", {"blocker_id": "muter_id", "blocked_id": "muted_id"}),
    Renamed("notice", "notification"),
    Renamed("notice_setting", "notification_setting"),
    Renamed("measure_appeal", "sanction_appeal"),
    Renamed("copy_band", "near_duplicate_band"),
)
INDEXES = {
    "ix_decision_standing": "ix_decision_in_force",
    "ix_sanction_standing": "ix_sanction_in_force",
}
ROUTES = {"api.appeal_measure": "api.appeal_sanction"}


def upgrade() -> None:
    for table in TABLES:
        _rename(table)
    for old, new in INDEXES.items():
        _rename_index(old, new)
    for old, new in ROUTES.items():
        _rename_route(old, new)


def downgrade() -> None:
    for old, new in ROUTES.items():
        _rename_route(new, old)
    for old, new in INDEXES.items():
        _rename_index(new, old)
    for table in reversed(TABLES):
        _rename(table.turned())


def _rename(table: Renamed) -> None:
    if op.get_bind().dialect.name == "sqlite":
        _rename_on_sqlite(table)
    else:
        _rename_on_postgresql(table)


def _rename_on_postgresql(table: Renamed) -> None:
    op.rename_table(table.old, table.new)
    for old, new in table.columns.items():
        op.alter_column(table.new, old, new_column_name=new)
    for name in _names(
        "SELECT conname FROM pg_constraint WHERE conrelid = CAST(:table AS regclass)"
        " AND contype <> 'n'",
        table=table.new,
    ):
        _alter(f"TABLE {table.new} RENAME CONSTRAINT", name, table.name(name))
    for name in _names(
        "SELECT indexname FROM pg_indexes WHERE tablename = :table", table=table.new
    ):
        _alter("INDEX", name, table.name(name), by="RENAME TO")
    sequence = f"ALTER SEQUENCE IF EXISTS {table.old}_id_seq"
    op.execute(f"{sequence} RENAME TO {table.new}_id_seq")


def _alter(what: str, old: str, new: str, *, by: str = "TO") -> None:
    if old != new:
        op.execute(f"ALTER {what} {old} {by} {new}")


def _rename_on_sqlite(table: Renamed) -> None:
    """Make the table anew under its names, for SQLite renames no constraint."""
    described = _names(
        "SELECT sql FROM sqlite_master WHERE tbl_name = :table AND sql IS NOT NULL"
        " ORDER BY type DESC",
        table=table.old,
    )
    columns = [
        each["name"] for each in sa.inspect(op.get_bind()).get_columns(table.old)
    ]
    op.execute(_reworded(described[0], table))
    kept = sa.table(table.old, *map(sa.column, columns))
    fresh = sa.table(table.new, *(sa.column(table.name(each)) for each in columns))
    op.execute(sa.insert(fresh).from_select(fresh.columns.keys(), sa.select(kept)))
    op.drop_table(table.old)
    for statement in described[1:]:
        op.execute(_reworded(statement, table))


def _reworded(statement: str, table: Renamed) -> sa.TextClause:
    words = re.sub(r"\w+", lambda found: table.name(found[0]), statement)
    return sa.text(words.replace(":", r"\:"))


def _rename_index(old: str, new: str) -> None:
    if op.get_bind().dialect.name != "sqlite":
        op.execute(f"ALTER INDEX {old} RENAME TO {new}")
        return
    [statement] = _names("SELECT sql FROM sqlite_master WHERE name = :name", name=old)
    op.execute(f"DROP INDEX {old}")
    op.execute(statement.replace(old, new))


def _rename_route(old: str, new: str) -> None:
    records = sa.table("idempotency_record", sa.column("route"))
    op.execute(records.update().where(records.c.route == old).values(route=new))


def _names(query: str, **values: str) -> list[str]:
    return list(op.get_bind().scalars(sa.text(query), values))
