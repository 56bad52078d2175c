"""Newsrooms whose database is broken."""

from __future__ import annotations

from pathlib import Path

import pytest

from auth.db.database import Database
from moderation.app import Parts, create_app
from moderation.app import testing_config as config_for_tests
from tests.calling import Newsroom, founded
from tests.conftest import empty


@pytest.fixture
def on_postgresql(postgresql_database: Database, tmp_path: Path) -> Newsroom:
    """A newsroom on PostgreSQL."""
    empty(postgresql_database)
    config = config_for_tests(tmp_path, comments_a_minute=1_000)
    app = create_app(config, Parts(postgresql_database))
    return founded(app, postgresql_database)


@pytest.fixture(params=["called", "on_postgresql"])
def either(request: pytest.FixtureRequest) -> Newsroom:
    """A newsroom on each database in turn."""
    found: Newsroom = request.getfixturevalue(request.param)
    return found
