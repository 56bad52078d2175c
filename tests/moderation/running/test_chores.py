"""The table of chores, and that all of them run."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from auth.db.database import Database
from moderation import app as application
from moderation.platform import chore_runner
from moderation.running.chores import chores_of


@pytest.mark.parametrize(
    ("smtp_url", "is_sent"),
    [("", False), ("smtp://localhost", True)],
    ids=["without a mail server", "with a mail server"],
)
def test_mail_is_sent_where_there_is_a_mail_server(
    sqlite_database: Database, tmp_path: Path, smtp_url: str, is_sent: bool
) -> None:
    config = application.testing_config(tmp_path, smtp_url=smtp_url)

    table = chores_of(sqlite_database, config, threading.Event())

    assert ("outbox" in {chore.name for chore in table}) is is_sent


def test_every_chore_does_a_round(sqlite_database: Database, tmp_path: Path) -> None:
    config = application.testing_config(tmp_path, smtp_url="smtp://localhost")

    table = chores_of(sqlite_database, config, threading.Event())

    assert all(chore_runner.attempt(chore.name, chore.do) for chore in table)
