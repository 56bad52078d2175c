"""Begins and ends transactions on PostgreSQL with few round trips.

A small page needs few statements. Another round trip to see whether the connection
lives, one to begin and one for the time would double what it waits for.
"""

from __future__ import annotations

import select
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
from psycopg.pq import ExecStatus, TransactionStatus
from sqlalchemy import Connection, Engine, event
from sqlalchemy.exc import InvalidatePoolError, OperationalError
from sqlalchemy.orm import Session

_CLOCK = "SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint"
_BEGIN = {
    False: f"BEGIN READ ONLY; {_CLOCK}".encode(),
    True: f"BEGIN; {_CLOCK}".encode(),
}
"""Statements by whether the transaction writes."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def check_connections(engine: Engine) -> None:
    """Replace pooled connections that the server has closed, before they are used.

    The server sends nothing between two transactions unless it closes the connection or
    has something to say. So an idle connection with nothing to receive needs no
    statement to see whether it lives.
    """

    @event.listens_for(engine, "checkout")
    def check(connection: Any, _record: Any, _proxy: Any) -> None:
        if not _is_silent(connection) and not _answers(engine, connection):
            raise InvalidatePoolError


@contextmanager
def transaction(session: Session, *, write: bool) -> Iterator[datetime]:
    """Begin a transaction, and yield the time by the clock of the database.

    A connection that was lost is replaced once. Without *write*, PostgreSQL refuses to
    write in the transaction, and it is ended here with a commit.

    :raises sqlalchemy.exc.OperationalError: if the database cannot be reached.
    """
    connection, now = _begin(session, write=write)
    try:
        yield now
    finally:
        if not (write or connection.closed or connection.invalidated):
            _end(connection.connection.dbapi_connection)


def _begin(session: Session, *, write: bool) -> tuple[Connection, datetime]:
    connection = session.connection()
    try:
        return connection, _begun(connection, write=write)
    except OperationalError:
        if not connection.invalidated:
            raise
        session.rollback()
    connection = session.connection()
    return connection, _begun(connection, write=write)


def _begun(connection: Connection, *, write: bool) -> datetime:
    driver: Any = connection.connection.dbapi_connection
    # Through a cursor, the two statements would take three times as long.
    result = driver.pgconn.exec_(_BEGIN[write])
    if result.status == ExecStatus.TUPLES_OK:
        return _EPOCH + timedelta(microseconds=int(result.get_value(0, 0)))
    # If the connection was lost, SQLAlchemy replaces the others as well, and says so.
    connection.exec_driver_sql("SELECT 1")
    error = psycopg.OperationalError(result.get_error_message())
    raise OperationalError("BEGIN", {}, error)


def _end(driver: Any) -> None:
    """End a read with a commit, unless a statement failed.

    Psycopg discards all prepared statements of a connection when it rolls back, in case
    they name a table that the transaction made. Planning the statements of a page takes
    longer than running them. After an error the session rolls back, because a migration
    may have outdated a statement.
    """
    if driver.info.transaction_status == TransactionStatus.INTRANS:
        # A connection that was lost is noticed when it is used next.
        with suppress(psycopg.Error):
            driver.commit()


def _is_silent(driver: Any) -> bool:
    """Whether there is nothing to receive on a connection, not even its end."""
    if driver.closed:
        return False
    poll = select.poll()
    poll.register(driver.fileno(), select.POLLIN)
    return not poll.poll(0)


def _answers(engine: Engine, driver: Any) -> bool:
    try:
        return bool(engine.dialect.do_ping(driver))
    except psycopg.Error:
        return False
