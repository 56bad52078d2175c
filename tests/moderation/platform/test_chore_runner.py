"""Chores repeat, survive failures, and end when told to."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from structlog.testing import capture_logs

from auth.db.database import Database
from moderation.platform import chore_runner
from moderation.platform.chore_runner import Chore


class Rounds:
    """Counts rounds, and lets the runner go on for so many."""

    def __init__(self, most: int) -> None:
        self.done, self._most = 0, most

    def __call__(self) -> None:
        self.done += 1

    def is_alive(self) -> bool:
        return self.done < self._most


def chore(do: Callable[[], object], every: float = 0) -> Chore:
    return Chore(name="sweep", every=every, do=do, starts_at_once=True)


def test_a_chore_comes_again_and_again() -> None:
    rounds = Rounds(3)

    chore_runner.run(chore(rounds), threading.Event(), rounds.is_alive)

    assert rounds.done == 3


def test_a_chore_outlives_a_database_that_was_away(
    sqlite_database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    rounds = Rounds(2)

    def ask() -> None:
        rounds()
        with sqlite_database.engine.connect() as connection:
            connection.execute(text(f"SELECT {'nonsense' * (rounds.done == 1)} 1"))

    chore_runner.run(chore(ask), threading.Event(), rounds.is_alive)

    log = capsys.readouterr()
    assert rounds.done == 2
    assert (log.out + log.err).count("chore.database_away") == 1


def test_an_attempt_says_whether_it_was_made() -> None:
    def fail() -> None:
        raise OperationalError("SELECT 1", {}, Exception("away"))

    assert not chore_runner.attempt("sweep", fail)
    assert chore_runner.attempt("sweep", lambda: None)


def test_a_mistake_of_ours_is_not_taken_for_a_database_that_is_away() -> None:
    with pytest.raises(ZeroDivisionError):
        chore_runner.attempt("sweep", lambda: 1 // 0)


def test_a_chore_outlives_a_mistake_of_ours() -> None:
    rounds = Rounds(3)

    def divide() -> None:
        rounds()
        1 // (rounds.done - 1)

    with capture_logs() as logged:
        chore_runner.run(chore(divide), threading.Event(), rounds.is_alive)

    assert rounds.done == 3
    assert [each["event"] for each in logged] == ["chore.failed"]


def test_an_isolated_job_returns_its_answer_or_none() -> None:
    assert chore_runner.isolated("sum", lambda: 1 + 1) == 2
    assert chore_runner.isolated("sum", lambda: 1 // 0) is None


@pytest.mark.parametrize(
    ("ends_with_a_round", "count"), [(False, 0), (True, 1)], ids=["none", "one more"]
)
def test_a_chore_that_is_told_to_stop_before_it_is_due(
    count: int, *, ends_with_a_round: bool
) -> None:
    rounds = Rounds(5)
    stop = threading.Event()
    stop.set()
    told = Chore(name="sweep", every=60, do=rounds, ends_with_a_round=ends_with_a_round)

    chore_runner.run(told, stop)

    assert rounds.done == count


def test_a_chore_that_is_woken_does_not_wait_for_its_interval() -> None:
    rounds, wake = Rounds(2), threading.Event()
    wake.set()
    woken = Chore(name="sweep", every=3600, do=rounds, wake=wake)

    def is_alive() -> bool:
        wake.set()
        return rounds.is_alive()

    chore_runner.run(woken, threading.Event(), is_alive)

    assert rounds.done == 2


def test_started_chores_end_when_told_to() -> None:
    stop = threading.Event()
    threads = chore_runner.start([chore(lambda: None, every=3600)] * 2, stop)

    stop.set()

    for thread in threads:
        thread.join(5)
    assert not any(thread.is_alive() for thread in threads)
