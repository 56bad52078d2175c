"""A process starts on a schema that it knows, or names the missing command."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select, text

from auth.core.models import Site
from auth.db.database import EXTENSION, Database
from moderation.app import create_app
from moderation.app import testing_config as config_for_tests
from moderation.running.migrate import missing, upgrade


@pytest.fixture
def blank(tmp_path: Path) -> Database:
    """An empty SQLite database."""
    return Database(f"sqlite:///{tmp_path}/blank.sqlite")


def migrate_as_a_newer_version_would(database: Database) -> None:
    with database.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))


def test_a_database_at_the_newest_schema_lacks_nothing(
    sqlite_database: Database,
) -> None:
    assert missing(sqlite_database) == []


def test_an_older_database_lacks_what_came_since(blank: Database) -> None:
    upgrade(blank, "0019")

    assert missing(blank)[:2] == ["0020", "0021"]


def test_a_database_of_a_newer_version_lacks_nothing(blank: Database) -> None:
    upgrade(blank)
    migrate_as_a_newer_version_would(blank)

    assert missing(blank) == []


def test_setup_of_an_old_version_leaves_a_newer_database_alone_and_says_so(
    tmp_path: Path,
) -> None:
    app = create_app(config_for_tests(tmp_path))
    upgrade(app.extensions[EXTENSION])
    migrate_as_a_newer_version_would(app.extensions[EXTENSION])

    done = app.test_cli_runner().invoke(args=["setup"])

    assert done.exit_code == 1
    assert done.output == (
        "Error: A newer version has migrated the database to 9999, which this version"
        " does not know. Please run setup of the newer version.\n"
    )
    with app.extensions[EXTENSION].unit_of_work(write=False) as work:
        assert work.session.scalars(select(Site)).all() == []


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


def test_setup_makes_the_folder_that_is_not_there_yet(tmp_path: Path) -> None:
    app = create_app(config_for_tests(tmp_path / "new"))

    done = app.test_cli_runner().invoke(args=["setup"])

    assert done.exit_code == 0, done.output
    assert missing(app.extensions[EXTENSION]) == []
