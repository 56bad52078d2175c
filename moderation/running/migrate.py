"""Migrates a database to the newest schema."""

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
"""The place of ``migrations`` in the wheel. In a checkout it is at the top."""

MIGRATIONS = PACKAGED if PACKAGED.exists() else Path(__file__).parents[2] / "migrations"


LOCK_SECONDS = 5.0
"""How long a migration waits on PostgreSQL for a table that is in use."""


IN_USE = (
    "A migration waited for a table that is in use. Please run setup again in a quieter"
    " moment: it goes on where it stopped."
)


class TableInUseError(CeasefireError):
    """A migration cannot lock a table that is in use."""

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
    """Upgrade *database* to *revision*. Several processes may call this at once.

    :raises TableInUseError: if a table stays in use for *lock_seconds* (PostgreSQL).
        Migrations that were finished before stay.
    """
    protect(database)
    try:
        command.upgrade(alembic_config(database, lock_seconds), revision)
    except OperationalError as error:
        if isinstance(error.orig, LockNotAvailable):
            raise TableInUseError(IN_USE) from error
        raise


def protect(database: Database) -> None:
    """Make the file of an SQLite *database* accessible only to this user.

    SQLite gives the files beside it the same mode.
    """
    name = database.url.database
    if not database.is_sqlite or not name or name == ":memory:":
        return
    path = Path(name)
    path.touch(mode=OWNER_ALONE)
    path.chmod(OWNER_ALONE)


def downgrade(database: Database, revision: str) -> None:
    """Downgrade *database* to *revision*."""
    command.downgrade(alembic_config(database), revision)


def missing(database: Database) -> list[str]:
    """Return the migrations of this version that *database* lacks, the oldest first.

    Returns none if a newer version has migrated it, because old processes keep serving
    during a rolling deployment.
    """
    found, known = _current_revision(database), _known(database)
    if found is None:
        return known
    return known[known.index(found) + 1 :] if found in known else []


def newer(database: Database) -> str | None:
    """Return the migration of *database* that this version does not know.

    Returns ``None`` if there is none, which is usual.
    """
    found = _current_revision(database)
    return None if found is None or found in _known(database) else found


def _current_revision(database: Database) -> str | None:
    with database.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def _known(database: Database) -> list[str]:
    script = ScriptDirectory.from_config(alembic_config(database))
    return [each.revision for each in script.walk_revisions()][::-1]
