"""Statements that the driver runs alone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import bindparam, select
from sqlalchemy.exc import DataError

from auth.core.models import Account, Site
from auth.core.permissions import Role
from auth.db.database import Database
from tests import newsroom
from tests.faults.breaking import cut_every_connection

ACCOUNTS = select(
    Account.id, Account.display_name, Account.created_at, Account.disabled_at
).where(Account.display_name == bindparam("name"))
SITES = select(Site.id).where(Site.id == bindparam("number"))
TOO_LARGE = 2**70
"""No number of a site."""


@pytest.fixture
def house(database: Database, now: datetime) -> Database:
    with database.unit_of_work(write=True) as work:
        newsroom.ensure_newsroom(work.session, now=now)
        newsroom.person(work.session, "Ada", now=now, role=Role.READER)
    return database


def test_rows_have_the_values_that_a_session_reads(house: Database) -> None:
    with house.unit_of_work(write=False) as work:
        [expected] = work.session.execute(ACCOUNTS, {"name": "Ada"})

    [row] = house.rows(ACCOUNTS, name="Ada")

    assert tuple(row)[:-1] == tuple(expected)
    assert row.created_at.tzinfo is UTC


def test_each_row_has_the_time_at_which_it_was_read(house: Database) -> None:
    before = datetime.now(UTC)

    [row] = house.rows(ACCOUNTS, name="Ada")

    assert abs(row.read_at - before) < timedelta(minutes=1)


def test_there_are_no_rows_where_nothing_is_found(house: Database) -> None:
    assert house.rows(ACCOUNTS, name="Nobody") == []


def test_a_lost_connection_is_replaced(postgresql_database: Database) -> None:
    postgresql_database.rows(SITES, number=0)
    cut_every_connection(postgresql_database)

    assert postgresql_database.rows(SITES, number=0) == []


def test_an_error_leaves_transactions_to_others(postgresql_database: Database) -> None:
    postgresql_database.dispose()
    with pytest.raises(DataError):
        postgresql_database.rows(SITES, number=TOO_LARGE)

    with postgresql_database.engine.connect() as connection:
        driver: Any = connection.connection.dbapi_connection
        assert not driver.autocommit
