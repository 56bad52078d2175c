"""A newsroom whose publisher signs tokens."""

from __future__ import annotations

import pytest

from auth.db.database import Database
from tests import newsroom
from tests.auth.sso.services.publisher import Publisher


@pytest.fixture
def database(sqlite_database: Database) -> Database:
    with sqlite_database.unit_of_work(write=True) as work:
        newsroom.ensure_newsroom(work.session, now=work.now)
    return sqlite_database


@pytest.fixture
def publisher(database: Database) -> Publisher:
    return Publisher(database)
