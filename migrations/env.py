"""Runs the migrations: one history, SQLite and PostgreSQL, safe to start twice."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import Connection, NullPool, text
from sqlalchemy.types import JSON, BigInteger

import moderation.tables
from auth.db.base import Base, UtcDateTime
from auth.db.database import Database
from moderation.platform.stored_texts import StoredText

# Two processes that start together must not migrate together. The number is
# arbitrary, and this product's own.
ADVISORY_LOCK = 6_160_917
LONGEST_WAIT = 600
"""Seconds that a start waits while another migrates a large database."""


def render_item(
    kind: str, item: Any, autogen_context: AutogenContext
) -> str | Literal[False]:
    """Write our own column types in terms that a migration can stand on alone."""
    if kind != "type":
        return False
    if isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if isinstance(item, StoredText):
        return "sa.String()"
    if isinstance(item, JSON):
        autogen_context.imports.add("from sqlalchemy.dialects import postgresql")
        return 'sa.JSON().with_variant(postgresql.JSONB(), "postgresql")'
    if isinstance(item, BigInteger):
        return 'sa.BigInteger().with_variant(sa.Integer(), "sqlite")'
    return False


def configure(connection: Connection) -> None:
    """Tell Alembic how the migrations are run on *connection*.

    On PostgreSQL each has a transaction of its own, so that locks are held for one
    change alone. On SQLite all are one: a batch change leaves references open between.
    """
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=True,
        render_item=render_item,
        compare_type=True,
        compare_server_default=True,
        # SQLite can, by our way of beginning transactions; Alembic thinks it cannot.
        transactional_ddl=True,
        transaction_per_migration=connection.dialect.name != "sqlite",
    )


def migrate_sqlite(connection: Connection) -> None:
    """Run the migrations on SQLite, all in one transaction.

    :raises RuntimeError: if foreign keys would be broken afterwards.
    """
    raw: Any = connection.connection.driver_connection
    # With foreign keys on, a batch change of a parent table deletes its children
    # without a word; the PRAGMA does nothing inside a transaction.
    raw.execute("PRAGMA foreign_keys=OFF")
    # Of two starts at once, one waits at the first statement until the other is done,
    # and then finds nothing to do.
    raw.execute(f"PRAGMA busy_timeout={LONGEST_WAIT * 1000}")
    connection.execution_options(sqlite_begin="BEGIN IMMEDIATE")
    configure(connection)
    with context.begin_transaction():
        context.run_migrations()
        if connection.exec_driver_sql("PRAGMA foreign_key_check").first():
            raise RuntimeError("A migration left broken foreign keys behind.")
    if connection.in_transaction():
        connection.commit()


def migrate_postgresql(connection: Connection, lock_seconds: float) -> None:
    """Run the migrations on PostgreSQL, none waiting long for a table in use.

    A change that waits for its lock has every later query on the table wait behind it.
    """
    say(connection, "lock_timeout", LONGEST_WAIT)
    connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": ADVISORY_LOCK})
    say(connection, "lock_timeout", lock_seconds)
    connection.commit()
    configure(connection)
    with context.begin_transaction():
        context.run_migrations()


def say(connection: Connection, setting: str, seconds: float) -> None:
    """Set a time limit of this connection, which ends with it as its locks do."""
    connection.execute(
        text("SELECT set_config(:setting, :value, false)"),
        {"setting": setting, "value": f"{int(seconds * 1000)}ms"},
    )


def run() -> None:
    """Migrate the database that the caller named, on an engine of its own."""
    database: Database = context.config.attributes["database"]
    engine = database.new_engine(poolclass=NullPool)
    with engine.connect() as connection:
        if database.is_sqlite:
            migrate_sqlite(connection)
        else:
            migrate_postgresql(connection, context.config.attributes["lock_seconds"])
    engine.dispose()


# The registry of tables is imported for what it registers.
assert moderation.tables  # noqa: S101  Keeps the import in use.
run()
