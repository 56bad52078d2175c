"""Runs chores: what a process does repeatedly beside its main work.

Whatever a round raises is logged, and the chore runs again at the next interval. So a
failure ends neither the chore nor any other. Several processes may run the same chores
at once, because each chore claims or locks the rows that it works on.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar

import psycopg
import structlog
from sqlalchemy.exc import SQLAlchemyError

log = structlog.get_logger()

T = TypeVar("T")
IsAlive = Callable[[], bool]


def always() -> bool:
    """Return true: the caller runs until its stop event is set."""
    return True


@dataclass(frozen=True, kw_only=True)
class Chore:
    """A task that runs at an interval.

    :param name: its name in the log.
    :param every: seconds between two rounds.
    :param do: runs one round.
    :param starts_at_once: whether the first round comes before the first wait.
    :param ends_with_a_round: whether there is one more round after *stop* is set.
    :param wake: an event that starts the next round early, and is then cleared.
    """

    name: str
    every: float
    do: Callable[[], object]
    starts_at_once: bool = False
    ends_with_a_round: bool = False
    wake: threading.Event | None = None

    def wait(self, stop: threading.Event) -> None:
        """Wait until the next round is due."""
        if self.wake is None:
            stop.wait(self.every)
            return
        self.wake.wait(self.every)
        self.wake.clear()


def attempt(name: str, do: Callable[[], object]) -> bool:
    """Call *do*. If the database is unavailable, log it and return false."""
    try:
        do()
    except (SQLAlchemyError, psycopg.Error) as error:
        log.warning("chore.database_away", chore=name, error=type(error).__name__)
        return False
    return True


def isolated(name: str, do: Callable[[], T]) -> T | None:
    """Return what *do* returns; ``None`` if it failed. The failure is logged.

    For one of several jobs, so that its failure does not stop the others.
    """
    returned: list[T] = []
    try:
        attempt(name, lambda: returned.append(do()))
    except Exception:  # Whatever it is, the other jobs have nothing to do with it.
        log.exception("chore.failed", chore=name)
    return returned[0] if returned else None


def run(chore: Chore, stop: threading.Event, is_alive: IsAlive = always) -> None:
    """Run *chore* at its interval until *stop* is set or *is_alive* returns false.

    The caller that sets *stop* also sets the chore's ``wake``, if it has one.
    """
    if not chore.starts_at_once:
        chore.wait(stop)
    while is_alive() and not stop.is_set():
        isolated(chore.name, chore.do)
        chore.wait(stop)
    if chore.ends_with_a_round:
        isolated(chore.name, chore.do)


def start(
    chores: Iterable[Chore], stop: threading.Event, is_alive: IsAlive = always
) -> list[threading.Thread]:
    """Run each chore in its own thread, and return the threads.

    They end soon after *stop* is set, and with the process in any case.
    """
    threads = [
        threading.Thread(
            name=chore.name, target=run, args=(chore, stop, is_alive), daemon=True
        )
        for chore in chores
    ]
    for thread in threads:
        thread.start()
    return threads
