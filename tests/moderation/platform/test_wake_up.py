"""A worker in another process is notified at once that a comment waits."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from auth.db.database import Database
from moderation.app import Parts, create_app
from moderation.app import testing_config as config_for_tests
from moderation.platform import wake_up
from tests.calling import Newsroom, founded
from tests.conftest import empty
from tests.faults.breaking import cut_every_connection, post

LONGEST = 10.0
"""Seconds that a test waits for something that takes milliseconds."""


class Counted(threading.Event):
    """An event that counts how often it was set."""

    heard = 0

    def set(self) -> None:
        """Set it, and count."""
        self.heard += 1
        super().set()

    def clear(self) -> None:
        """Begin anew."""
        self.heard = 0
        super().clear()


@pytest.fixture
def newsroom(postgresql_database: Database, tmp_path: Path) -> Newsroom:
    """A newsroom on PostgreSQL, in a process that has no worker."""
    empty(postgresql_database)
    app = create_app(config_for_tests(tmp_path), Parts(postgresql_database))
    return founded(app, postgresql_database)


@contextmanager
def listening(newsroom: Newsroom) -> Iterator[Counted]:
    """Listen as another process does, and yield the event that its worker waits on."""
    database = Database(newsroom.database.url.render_as_string(hide_password=False))
    wake, stop = Counted(), threading.Event()
    [thread] = wake_up.begin(database, wake, stop)
    # A listener looks once when it begins: then it is known to listen.
    assert wake.wait(LONGEST)
    wake.clear()
    yield wake
    stop.set()
    thread.join(LONGEST)
    assert not thread.is_alive()
    database.dispose()


def test_a_comment_wakes_the_worker_of_another_process(newsroom: Newsroom) -> None:
    reader, _ = newsroom.person("Nour")

    with listening(newsroom) as wake:
        assert post(reader) == 303
        assert wake.wait(LONGEST)


def test_what_is_rolled_back_wakes_nobody(newsroom: Newsroom) -> None:
    with listening(newsroom) as wake:
        for is_kept in (False, True):
            with newsroom.database.unit_of_work(write=True) as work:
                wake_up.notify(work.session)
                if not is_kept:
                    work.session.rollback()
        assert wake.wait(LONGEST)

    assert wake.heard == 1


def test_a_listener_that_was_cut_off_reconnects_and_checks_for_missed_comments(
    newsroom: Newsroom,
) -> None:
    reader, _ = newsroom.person("Nour")

    with listening(newsroom) as wake:
        cut_every_connection(newsroom.database)
        assert wake.wait(LONGEST)
        wake.clear()
        assert post(reader) == 303
        assert wake.wait(LONGEST)


def test_on_sqlite_there_is_nobody_to_listen_to(sqlite_database: Database) -> None:
    assert wake_up.begin(sqlite_database, threading.Event(), threading.Event()) == []
