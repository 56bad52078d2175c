"""Units of work, and the connections that they are given."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta
from sqlite3 import SQLITE_OK, SQLITE_SELECT
from typing import Any

import pytest
from sqlalchemy import event, select, text
from sqlalchemy.exc import DataError, InternalError

from auth.core.errors import NotFoundError
from auth.core.models import Site
from auth.db.database import Database
from tests.faults.breaking import cut_every_connection

PREPARED = text("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE :one")

HOST = "read-only.example"


def read(database: Database, times: int) -> None:
    for _ in range(times):
        with database.unit_of_work(write=False) as work:
            work.session.execute(text("SELECT 4711"))


def write_in_a_read(database: Database, now: datetime) -> None:
    with database.unit_of_work(write=False) as work:
        work.session.add(Site(name="A", host=HOST, allowed_origins=[], created_at=now))
        work.session.flush()


def prepared(database: Database) -> int:
    with database.engine.connect() as connection:
        found: int = connection.scalar(PREPARED, {"one": "SELECT 4711%"}) or 0
    return found


def test_a_read_stores_nothing(postgresql_database: Database, now: datetime) -> None:
    with pytest.raises(InternalError, match="read-only"):
        write_in_a_read(postgresql_database, now)

    with postgresql_database.unit_of_work(write=False) as work:
        stored = select(Site.id).where(Site.host == HOST)
        assert work.session.scalar(stored) is None


def test_a_write_follows_a_read_on_the_same_connection(
    postgresql_database: Database,
) -> None:
    read(postgresql_database, 1)

    with postgresql_database.unit_of_work(write=True) as work:
        work.session.execute(text("CREATE TEMPORARY TABLE written (id int)"))
        work.session.execute(text("INSERT INTO written VALUES (1)"))
        work.session.execute(text("DROP TABLE written"))


def test_statements_of_many_reads_stay_prepared(postgresql_database: Database) -> None:
    postgresql_database.dispose()

    read(postgresql_database, 7)

    assert prepared(postgresql_database) == 1


def test_a_refused_read_leaves_the_statements_prepared(
    postgresql_database: Database,
) -> None:
    postgresql_database.dispose()
    read(postgresql_database, 7)

    with pytest.raises(NotFoundError), postgresql_database.unit_of_work(write=False):
        raise NotFoundError("There is no such page.")

    assert prepared(postgresql_database) == 1


def test_an_error_discards_the_prepared_statements(
    postgresql_database: Database,
) -> None:
    postgresql_database.dispose()
    read(postgresql_database, 7)

    with postgresql_database.unit_of_work(write=False) as work, suppress(DataError):
        work.session.execute(text("SELECT 1/0"))

    assert prepared(postgresql_database) == 0


def test_statements_of_a_page_are_parsed_once_though_many_others_were_run(
    sqlite_database: Database,
) -> None:
    connection = sqlite_database.engine.raw_connection()
    driver: Any = connection.dbapi_connection
    for number in (*range(400), *range(400)):
        driver.execute(f"SELECT {number}").fetchall()
    parsed: list[int] = []

    def note(action: int, *_names: str | None) -> int:
        parsed.append(action)
        return SQLITE_OK

    driver.set_authorizer(note)

    for _visit in range(3):
        for number in range(5):
            driver.execute(f"SELECT 'page', {number}").fetchall()

    assert parsed.count(SQLITE_SELECT) == 5
    connection.close()


def test_an_old_connection_to_sqlite_is_replaced(sqlite_database: Database) -> None:
    first = sqlite_database.engine.raw_connection()
    driver: Any = first.dbapi_connection
    first._connection_record.starttime -= 301
    first.close()

    second = sqlite_database.engine.raw_connection()

    assert second.dbapi_connection is not driver
    second.close()


def lose_once(database: Database) -> None:
    """Have the server close the next connection, just after it was checked."""

    def lose(driver: Any, _record: Any, _proxy: Any) -> None:
        other = database.new_engine()
        with other.connect() as connection:
            pid = driver.info.backend_pid
            connection.execute(text(f"SELECT pg_terminate_backend({pid}, 5000)"))
        other.dispose()

    event.listen(database.engine, "checkout", lose, once=True)


@pytest.mark.parametrize("write", [False, True])
def test_a_connection_that_was_lost_while_idle_is_replaced(
    postgresql_database: Database, *, write: bool
) -> None:
    read(postgresql_database, 1)
    cut_every_connection(postgresql_database)

    with postgresql_database.unit_of_work(write=write) as work:
        assert work.session.scalar(text("SELECT 1")) == 1


@pytest.mark.parametrize("write", [False, True])
def test_a_connection_that_is_lost_as_a_transaction_begins_is_replaced(
    postgresql_database: Database, *, write: bool
) -> None:
    read(postgresql_database, 1)
    lose_once(postgresql_database)

    with postgresql_database.unit_of_work(write=write) as work:
        assert work.session.scalar(text("SELECT 1")) == 1


def test_a_transaction_has_the_time_of_the_database(
    postgresql_database: Database,
) -> None:
    with postgresql_database.unit_of_work(write=False) as work:
        begun = work.session.scalar(text("SELECT transaction_timestamp()"))

    assert timedelta() <= work.now - begun < timedelta(seconds=1)
