"""Wakes workers as soon as something waits, in whatever process they run.

In the process that stored a comment, an event wakes the worker. On PostgreSQL a
notification that is sent with the commit wakes the workers of all processes. Workers do
not depend on either: they also poll every few seconds.
"""

from __future__ import annotations

import threading
from typing import Any

import psycopg
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from auth.db.database import Database
from moderation.platform.chore_runner import IsAlive, always, attempt

CHANNEL = "ceasefire_waiting"
LOOK_SECONDS = 1.0
"""How often a listener checks whether it has to stop."""

MOST_SECONDS_APART = 30.0


def notify(session: Session) -> None:
    """Notify the workers of every process when this transaction commits."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_notify(CHANNEL, "")))


def begin(
    database: Database,
    wake: threading.Event,
    stop: threading.Event,
    is_alive: IsAlive = always,
) -> list[threading.Thread]:
    """Set *wake* whenever a process sends a notification. Does nothing on SQLite."""
    if database.is_sqlite:
        return []
    arguments = (database, wake, stop, is_alive)
    thread = threading.Thread(target=keep_listening, args=arguments, daemon=True)
    thread.start()
    return [thread]


def keep_listening(
    database: Database,
    wake: threading.Event,
    stop: threading.Event,
    is_alive: IsAlive = always,
) -> None:
    """Listen until *stop* is set. Reconnects with a growing delay when cut off."""
    apart = LOOK_SECONDS

    def listen() -> None:
        nonlocal apart
        connection = _connected(database)
        # Something may have arrived while nobody listened, so wake once.
        wake.set()
        apart = LOOK_SECONDS
        _listen(connection, wake, stop, is_alive)

    while is_alive() and not stop.is_set():
        if not attempt("waking", listen):
            stop.wait(apart)
            apart = min(2 * apart, MOST_SECONDS_APART)


def _connected(database: Database) -> psycopg.Connection[Any]:
    """Return a new connection that belongs to no pool."""
    positional, named = database.engine.dialect.create_connect_args(database.url)
    connection = psycopg.connect(*positional, **named, autocommit=True)
    connection.execute(f"LISTEN {CHANNEL}")
    return connection


def _listen(
    connection: psycopg.Connection[Any],
    wake: threading.Event,
    stop: threading.Event,
    is_alive: IsAlive,
) -> None:
    with connection:
        while is_alive() and not stop.is_set():
            for _ in connection.notifies(timeout=LOOK_SECONDS, stop_after=1):
                wake.set()
