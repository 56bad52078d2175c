"""What a run makes once for its workers: schemas, a demo newsroom, the classifier.

Each test that needs one gets a copy, which takes milliseconds.
"""

from __future__ import annotations

import fcntl
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import create_engine, make_url, text, update

from auth.core.models import Site
from auth.db.database import Database
from moderation.event_table import open_database
from moderation.running.migrate import upgrade
from moderation.scoring.runtime.loading import load_scorer
from tests.serving import Served

SCHEMA, NEWSROOM = "schema", "newsroom"
"""The folders and databases that are copied, and what is in them."""

FOLDER_OF_PROGRAMS = "SELECT setting FROM pg_config WHERE name = 'BINDIR'"


class OnceARun:
    """The folder, and the databases of a server, that the workers of a run share."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def made(self, name: str, make: Callable[[Path], None]) -> Path:
        """Return the folder *name*, which the first caller makes.

        A folder that could not be made whole is made anew by the next caller.
        """
        done = self._folder / name
        with (self._folder / f"{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not done.exists():
                begun = self._folder / f"{name}.begun"
                shutil.rmtree(begun, ignore_errors=True)
                begun.mkdir()
                make(begun)
                begun.rename(done)
        return done

    def classifier(self) -> Path:
        """Return a folder with the bundled classifier, prepared to serve.

        It is made where it stays, because its files name the folder.
        """
        folder = self._folder / "classifier"
        self.made("classifier-is-made", lambda _: _prepare(folder))
        return folder

    def schema(self) -> Path:
        """Return an SQLite file with the newest schema."""
        return self.made(SCHEMA, _migrate) / "template.sqlite"

    def schema_on(self, server: str) -> str:
        """Return the name of a PostgreSQL database with the newest schema."""

        def migrate(_: Path) -> None:
            database = open_database(fresh_postgresql(server, SCHEMA))
            upgrade(database)
            database.dispose()

        self.made(f"{SCHEMA}-postgresql", migrate)
        return SCHEMA

    def found(self, served: Served) -> None:
        """Give *served* what ``flask setup`` makes, on SQLite."""
        founded = self.made(NEWSROOM, lambda folder: _set_up(Served(folder)))
        _move(founded, served)

    def found_on(self, server: str, served: Served, *, database: str) -> None:
        """Give *served* what ``flask setup`` makes, in a new PostgreSQL database.

        It is copied by way of a file, because a test may have a server of its own.
        """
        dump = self._folder / f"{NEWSROOM}.sql"

        def set_up(folder: Path) -> None:
            url = fresh_postgresql(server, NEWSROOM)
            _set_up(Served(folder, {"DATABASE_URL": url}))
            _call_postgresql("pg_dump", url, f"--file={dump}")

        founded = self.made(f"{NEWSROOM}-postgresql", set_up)
        url = fresh_postgresql(server, database)
        _call_postgresql("psql", url, "--set=ON_ERROR_STOP=1", f"--file={dump}")
        served.settings["DATABASE_URL"] = url
        _move(founded, served)


def fresh_postgresql(server: str, name: str, template: str = "template1") -> str:
    """Create the database *name* as a copy of *template*, and return its URL."""
    url = make_url(server).set(drivername="postgresql+psycopg")
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))
        connection.execute(text(f'CREATE DATABASE "{name}" TEMPLATE "{template}"'))
    engine.dispose()
    return url.set(database=name).render_as_string(hide_password=False)


def _call_postgresql(program: str, url: str, *arguments: str) -> None:
    """Call a *program* that came with PostgreSQL, with the database at *url*."""
    engine = create_engine(url)
    with engine.connect() as connection:
        folder = connection.scalar(text(FOLDER_OF_PROGRAMS))
    engine.dispose()
    plain = make_url(url).set(drivername="postgresql")
    address = plain.render_as_string(hide_password=False)
    subprocess.run(
        [f"{folder}/{program}", address, *arguments], check=True, capture_output=True
    )


def database_of(served: Served) -> Database:
    """Return the database of a newsroom in another process."""
    default = f"sqlite:///{served.instance_path}/ceasefire.sqlite"
    return open_database(served.settings.get("DATABASE_URL", default))


def _prepare(folder: Path) -> None:
    load_scorer("bundled", folder)


def _migrate(folder: Path) -> None:
    database = open_database(f"sqlite:///{folder}/template.sqlite")
    upgrade(database)
    _close(database)


def _set_up(served: Served) -> None:
    served.flask("setup")
    _close(database_of(served))


def _move(founded: Path, served: Served) -> None:
    """Copy a newsroom to where *served* is, under the host that ``setup`` gives it."""
    shutil.copytree(founded, served.instance_path, dirs_exist_ok=True)
    host = served.environment["BASE_URL"].partition("//")[2]
    database = database_of(served)
    with database.unit_of_work(write=True) as work:
        work.session.execute(update(Site).values(host=host))
    database.dispose()


def _close(database: Database) -> None:
    """Close a database, with all of an SQLite database in its one file."""
    if database.engine.name == "sqlite":
        with database.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    database.dispose()
