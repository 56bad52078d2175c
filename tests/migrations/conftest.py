"""What a test of migrations may not do while the schema is an older one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, event
from sqlalchemy.orm import Session

from auth.db.database import Database
from moderation.running.migrate import alembic_config, upgrade


class OlderSchemaError(AssertionError):
    """Today's models were used on an older schema."""


@pytest.fixture
def database(database: Database) -> Iterator[Database]:
    """The database of every test, with the newest schema again for the next one."""
    yield database
    upgrade(database)


@pytest.fixture(autouse=True)
def _todays_models_on_todays_schema_alone() -> Iterator[None]:
    """Refuse units of work while the schema is older than the models.

    They would work until a migration adds a column that a model reads. Read and write
    an older schema through a connection, with tables that name the columns they need.
    """
    script = ScriptDirectory.from_config(alembic_config(Database("sqlite://")))
    newest, *older = [each.revision for each in script.walk_revisions()]

    def check(_session: Session, _transaction: Any, connection: Connection) -> None:
        found = MigrationContext.configure(connection).get_current_revision()
        if found in older:
            raise OlderSchemaError(
                f"The schema is at {found}, and the models at {newest}:"
                " use a connection and tables that name their columns."
            )

    event.listen(Session, "after_begin", check)
    yield
    event.remove(Session, "after_begin", check)
