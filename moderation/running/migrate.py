"""Brings a database to the newest schema."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config as AlembicConfig
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from psycopg.errors import LockNotAvailable
from sqlalchemy.exc import OperationalError

from auth.core.errors import CeasefireError
from auth.db.database import Database

OWNER_ALONE = 0o600
PACKAGED = Path(__file__).parents[1] / "migrations"
"""Where the wheel has the folder that stands at the top of a checkout."""

MIGRATIONS = PACKAGED if PACKAGED.exists() else Path(__file__).parents[2] / "migrations"


LOCK_SECONDS = 5.0
"""How long a migration waits on PostgreSQL for a table that is in use."""


IN_USE = (
    "A migration waited for a table that is in use. Please run setup again in a quieter"
    " moment: it goes on where it stopped."
)


class TableInUseError(CeasefireError):
    """A migration cannot get at a table."""

    code = "table_in_use"


def alembic_config(
    database: Database, lock_seconds: float = LOCK_SECONDS
) -> AlembicConfig:
    """Return Alembic's configuration for *database*; there is no ini file."""
    config = AlembicConfig()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    config.attributes["database"] = database
    config.attributes["lock_seconds"] = lock_seconds
    return config


def upgrade(
    database: Database, revision: str = "head", *, lock_seconds: float = LOCK_SECONDS
) -> None:
    """Migrate *database* up to *revision*. Safe to call from several processes.

    :raises TableInUseError: if a table stays in use for *lock_seconds* (PostgreSQL).
        What was migrated before stays so.
    """
    protect(database)
    try:
        command.upgrade(alembic_config(database, lock_seconds), revision)
    except OperationalError as error:
        if isinstance(error.orig, LockNotAvailable):
            raise TableInUseError(IN_USE) from error
        raise


def protect(database: Database) -> None:
    """Let nobody but this user read or write the file of *database*, if it is one.

    SQLite gives the files beside it the same mode.
    """
    name = database.url.database
    if not database.is_sqlite or not name or name == ":memory:":
        return
    path = Path(name)
    path.touch(mode=OWNER_ALONE)
    path.chmod(OWNER_ALONE)


def downgrade(database: Database, revision: str) -> None:
    """Migrate *database* down to *revision*."""
    command.downgrade(alembic_config(database), revision)


def missing(database: Database) -> list[str]:
    """Return the migrations of this version that *database* lacks, the oldest first.

    None for one that a newer version has migrated: old processes go on serving it
    while a deploy rolls.
    """
    found, known = _current_revision(database), _known(database)
    if found is None:
        return known
    return known[known.index(found) + 1 :] if found in known else []


def newer(database: Database) -> str | None:
    """Return the migration of *database* that this version has never heard of.

    None where there is no such migration, as is usual.
    """
    found = _current_revision(database)
    return None if found is None or found in _known(database) else found


def _current_revision(database: Database) -> str | None:
    with database.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def _known(database: Database) -> list[str]:
    script = ScriptDirectory.from_config(alembic_config(database))
    return [each.revision for each in script.walk_revisions()][::-1]
