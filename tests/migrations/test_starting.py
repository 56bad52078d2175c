"""A process starts on a schema that it knows, or says which command is missing."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import text

from auth.database import EXTENSION, Database
from moderation.app import create_app
from moderation.app import testing_config as config_for_tests
from moderation.migrating import missing, upgrade


@pytest.fixture
def blank(tmp_path: Path) -> Database:
    """An empty SQLite database."""
    return Database(f"sqlite:///{tmp_path}/blank.sqlite")


def test_a_database_at_the_newest_schema_lacks_nothing(
    sqlite_database: Database,
) -> None:
    assert missing(sqlite_database) == []


def test_an_older_database_lacks_what_came_since(blank: Database) -> None:
    upgrade(blank, "0019")

    assert missing(blank)[:2] == ["0020", "0021"]


def test_a_database_of_a_newer_version_lacks_nothing(blank: Database) -> None:
    upgrade(blank)
    with blank.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    assert missing(blank) == []


@pytest.mark.parametrize("command", ["serve", "worker"])
def test_what_would_fail_at_every_page_does_not_start(
    tmp_path: Path, command: str
) -> None:
    app = create_app(config_for_tests(tmp_path))
    upgrade(app.extensions[EXTENSION], "0019")

    done = app.test_cli_runner().invoke(args=[command])

    assert done.exit_code == 1
    assert "lacks the migrations 0020, 0021" in done.output
    assert "flask --app wsgi setup" in done.output
