"""The table of chores, and that all of them run."""

from __future__ import annotations

import threading
from collections.abc import Callable
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


JOBS = {
    "remind": "moderation.running.purge.reminders.due",
    "forget": "moderation.running.purge.retention.forget",
    "forget what settings keep": "moderation.running.purge.expiry.remove_old",
    "remove accounts": "moderation.running.purge.lookup.unverified_accounts",
    "erase": "moderation.running.purge.erasure.due",
    "rank": "moderation.running.chores.ranks.update_next",
    "timetable": "moderation.running.scheduled_changes.schedules.is_due",
    "close articles": "moderation.running.chores.opening.due",
    "import": "moderation.exchange.imports.chore.jobs.waiting",
    "send mail": "moderation.running.chores.outbox.send_queued",
    "tell followers": "moderation.running.notification_chores.followers.is_any_queued",
    "deliver": "moderation.running.notification_chores.delivery.deliver",
    "push": "moderation.running.notification_chores.pushing.is_any_due",
    "alert staff": "moderation.running.notification_chores.staff_alerts.waiting",
    "send webhooks": "moderation.running.chores.webhooks.send_due",
    "send statements": "moderation.running.chores.transparency.do_round",
}
"""What a round of all chores does, and a function that each of them calls."""


@pytest.mark.parametrize("broken", JOBS)
def test_a_job_that_fails_stops_no_other(
    sqlite_database: Database,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    broken: str,
) -> None:
    done: set[str] = set()

    def stand_in(name: str) -> Callable[..., object]:
        def do(*_: object, **__: object) -> tuple[None, ...]:
            done.add(name)
            if name == broken:
                raise ZeroDivisionError
            return (None, None) if name == "rank" else ()

        return do

    config = application.testing_config(tmp_path, smtp_url="smtp://localhost")
    table = chores_of(sqlite_database, config, threading.Event())
    for name, function in JOBS.items():
        monkeypatch.setattr(function, stand_in(name))

    for chore in table:
        chore_runner.isolated(chore.name, chore.do)

    assert done == set(JOBS)


def test_every_chore_does_a_round(sqlite_database: Database, tmp_path: Path) -> None:
    config = application.testing_config(tmp_path, smtp_url="smtp://localhost")

    table = chores_of(sqlite_database, config, threading.Event())

    assert all(chore_runner.attempt(chore.name, chore.do) for chore in table)
