"""The newsroom in which eight people act at once."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from auth.db.database import Database
from moderation.event_table import open_database
from tests.conftest import BACKENDS, empty
from tests.races.stage import Stage, on_stage


@pytest.fixture(scope="module", params=BACKENDS)
def stage(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Stage]:
    """One newsroom on each database, for all tests of a file."""
    folder: Path = tmp_path_factory.mktemp("races")
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("template_file"), folder / "races.sqlite")
        database = open_database(f"sqlite:///{folder / 'races.sqlite'}")
    else:
        database = request.getfixturevalue("postgresql_database")
        empty(database)
    yield on_stage(database, folder)
    if request.param == "sqlite":
        database.dispose()


@pytest.fixture
def new_stage(database: Database, tmp_path: Path) -> Stage:
    """A newsroom of the test's own, in which nobody has acted before."""
    return on_stage(database, tmp_path)
