"""What begins and ends at a set time: a profile's version, a coverage."""

from __future__ import annotations

import threading
from collections.abc import Callable

import structlog
from sqlalchemy.exc import SQLAlchemyError

from auth.db.database import Database
from moderation.policy.services import coverages, schedules

log = structlog.get_logger()

LOOKS_EVERY = 10.0
"""Seconds; a set time is kept to within so much."""


def keep(
    database: Database, stop: threading.Event, is_alive: Callable[[], bool]
) -> None:
    """Do what is due every few seconds, until told to stop."""
    while is_alive() and not stop.wait(LOOKS_EVERY):
        try:
            do_due(database)
        except SQLAlchemyError as error:
            log.warning("timetable.database_away", error=type(error).__name__)


def do_due(database: Database) -> None:
    """Do what is due. Any number of processes may at once."""
    with database.unit_of_work(write=False) as work:
        is_due = schedules.is_due(work.session, now=work.now) or coverages.is_due(
            work.session, now=work.now
        )
    if not is_due:
        return
    with database.unit_of_work(write=True) as work:
        schedules.publish_due(work.session, now=work.now)
        coverages.begin_and_end(work.session, now=work.now)
