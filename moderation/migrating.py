"""Brings a database to the newest schema."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config as AlembicConfig

from auth.database import Database

MIGRATIONS = Path(__file__).parent.parent / "migrations"


def alembic_config(database: Database) -> AlembicConfig:
    """Return Alembic's configuration for *database*; there is no ini file."""
    config = AlembicConfig()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    config.attributes["database"] = database
    return config


def upgrade(database: Database, revision: str = "head") -> None:
    """Migrate *database* up to *revision*. Safe to call from several processes."""
    command.upgrade(alembic_config(database), revision)


def downgrade(database: Database, revision: str) -> None:
    """Migrate *database* down to *revision*."""
    command.downgrade(alembic_config(database), revision)


def autogenerate(database: Database, message: str) -> None:
    """Write a new migration from what the models have and *database* lacks."""
    command.revision(alembic_config(database), message=message, autogenerate=True)
