"""The engine and the unit of work, which owns the transaction.

An edge opens a unit of work and passes its session and its ``now`` to services, which
may flush but never commit. Anything that must happen after the commit, such as waking a
worker, is registered on the unit of work and runs once the lock is released.
"""

from __future__ import annotations

import importlib
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from flask import current_app, g
from sqlalchemy import Connection, Engine, Select, create_engine, event, make_url
from sqlalchemy.engine import URL
from sqlalchemy.orm import Session

from auth.db import postgresql
from auth.db.single_reads import single_read

EXTENSION = "ceasefire.database"
SQLITE_OPTIONS: dict[str, Any] = {
    "connect_args": {"timeout": 5, "cached_statements": 512},
    "pool_recycle": 300,
}
"""A connection keeps the statements that it has parsed, up to a number. The driver
drops the one that was run least often, which is always the newest once the others were
run more than once. Then the statements of a page replace each other, and are parsed
again at each run, which takes several times as long as running them. So there is room
for many, and a connection is replaced after some minutes."""
SQLITE_PRAGMAS = (
    "journal_mode=WAL",
    # FULL: the reader is told that the comment is received, so it must outlive a
    # power cut, not only a killed process.
    "synchronous=FULL",
    "foreign_keys=ON",
    "busy_timeout=5000",
)

IMMEDIATE = {"sqlite_begin": "BEGIN IMMEDIATE"}


@dataclass
class UnitOfWork:
    """One transaction: its session, its time, and the actions that follow the commit.

    ``now`` is read once, on PostgreSQL from the database, so that the clocks of several
    machines never disagree within one decision.
    """

    session: Session
    now: datetime
    _after_commit: list[Callable[[], None]] = field(default_factory=list)

    def after_commit(self, action: Callable[[], None]) -> None:
        """Call *action* once the transaction is durable; never if it rolls back."""
        self._after_commit.append(action)


class Database:
    """The engine of one database and the units of work on it.

    :param url: a SQLAlchemy URL. ``sqlite`` and ``postgresql`` without a driver mean
        pysqlite3 and psycopg.
    :param session_info: the ``info`` of every session.
    :param session_class: the class of every session.
    """

    def __init__(
        self,
        url: str,
        *,
        session_info: Mapping[str, Any] | None = None,
        session_class: type[Session] = Session,
    ) -> None:
        self.url = with_driver(make_url(url))
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self.engine = self.new_engine()
        self.session_info = dict(session_info or {})
        self.session_class = session_class
        # SQLite admits one writer and its busy handler is unfair: queueing in the
        # process keeps the longest wait short.
        self._write_lock = threading.Lock() if self.is_sqlite else None

    def rows(self, query: Select[*tuple[Any, ...]], **given: Any) -> Sequence[Any]:
        """Return the rows of *query*, which runs alone, outside a transaction.

        Each row also has ``read_at``, the time by the same clock as a unit of work.

        :param query: a constant of a module, because it is kept.
        :raises sqlalchemy.exc.SQLAlchemyError: if the database cannot be read.
        """
        read, now = single_read(query, self.engine.dialect), datetime.now(UTC)
        return read.rows(self.engine, given, now=now)

    @contextmanager
    def unit_of_work(self, *, write: bool) -> Iterator[UnitOfWork]:
        """Open a transaction. Commits at the end, and rolls back on any exception.

        A read takes no write lock, and PostgreSQL refuses to write in it. A write on
        SQLite starts with ``BEGIN IMMEDIATE``.
        """
        with (
            self._lock(write=write),
            self.session_class(
                self.engine, autoflush=True, info=self.session_info
            ) as session,
        ):
            with self._transaction(session, write=write) as now:
                work = UnitOfWork(session, now)
                yield work
            # Closing the session ends a read, without marking each of its rows as
            # outdated first.
            if write:
                session.commit()
        for action in work._after_commit:  # noqa: SLF001  The two are one module's.
            action()

    @contextmanager
    def _transaction(self, session: Session, *, write: bool) -> Iterator[datetime]:
        """Begin a transaction, and yield its time."""
        if not self.is_sqlite:
            with postgresql.transaction(session, write=write) as now:
                yield now
            return
        if write:
            session.connection(execution_options=IMMEDIATE)
        yield datetime.now(UTC)

    def new_engine(self, **arguments: Any) -> Engine:
        """Return a new engine for the same database, which migrations need."""
        if self.is_sqlite:
            arguments = {"module": sqlite_module(), **SQLITE_OPTIONS, **arguments}
        elif "poolclass" not in arguments:
            arguments |= {"pool_size": 10, "max_overflow": 10, "pool_timeout": 5}
        # An error must not carry into a log what the row held.
        engine = create_engine(self.url, hide_parameters=True, **arguments)
        if self.is_sqlite:
            _listen(engine)
        else:
            postgresql.check_connections(engine)
        return engine

    def dispose(self) -> None:
        """Close every pooled connection."""
        self.engine.dispose()

    def _lock(self, *, write: bool) -> threading.Lock | nullcontext[None]:
        return self._write_lock if write and self._write_lock else nullcontext()


def with_driver(url: URL) -> URL:
    """Return *url* with the driver that the project is tested with."""
    if url.drivername in ("postgresql", "postgres"):
        return url.set(drivername="postgresql+psycopg")
    return url


def sqlite_module() -> Any:
    """Return the SQLite driver that bundles a library without the WAL-reset bug.

    The standard library's driver uses the system's SQLite, which may have the bug.
    ``doctor`` and ``serve`` check the version.
    """
    try:
        return importlib.import_module("pysqlite3.dbapi2")
    except ImportError:
        return importlib.import_module("sqlite3")


def current_database() -> Database:
    """Return the database of the current application."""
    database: Database = current_app.extensions[EXTENSION]
    return database


@contextmanager
def unit_of_work(*, write: bool) -> Iterator[UnitOfWork]:
    """Open a unit of work on the current application's database.

    A read inside another unit of work joins it: it uses the same connection and time,
    and sees the changes so far. The layout of a page, for example, reads this way.
    """
    outer: UnitOfWork | None = g.get("unit_of_work")
    if outer is not None and not write:
        yield outer
        return
    with current_database().unit_of_work(write=write) as work:
        g.unit_of_work = work
        try:
            yield work
        finally:
            g.unit_of_work = outer


def _listen(engine: Engine) -> None:
    """Set the PRAGMAs on connect, and start each transaction in its requested mode."""

    @event.listens_for(engine, "connect")
    def configure(connection: Any, _record: Any) -> None:
        # The driver's own transaction handling would begin too late and too weakly.
        connection.isolation_level = None
        for pragma in SQLITE_PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        options = connection.get_execution_options()
        connection.exec_driver_sql(options.get("sqlite_begin", "BEGIN"))
