from __future__ import annotations

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from auth.base import Base
from auth.database import Database
from moderation.migrating import alembic_config, downgrade, upgrade


def differences(database: Database) -> list[object]:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "compare_server_default": True}
        )
        return list(compare_metadata(context, Base.metadata))


def test_the_history_is_one_line(sqlite_database: Database) -> None:
    script = ScriptDirectory.from_config(alembic_config(sqlite_database))

    assert len(script.get_heads()) == 1


def test_the_newest_schema_is_what_the_models_say(database: Database) -> None:
    assert differences(database) == []


def test_down_and_up_again_leads_to_the_same_schema(
    sqlite_database: Database,
) -> None:
    downgrade(sqlite_database, "base")

    upgrade(sqlite_database)

    assert differences(sqlite_database) == []
