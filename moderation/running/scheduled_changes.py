"""Publishes scheduled profile versions, and begins and ends coverages."""

from __future__ import annotations

from auth.db.database import Database
from moderation.policy.services import coverages, schedules


def do_due(database: Database) -> None:
    """Do what is due. Several processes may call this at once."""
    with database.unit_of_work(write=False) as work:
        is_due = schedules.is_due(work.session, now=work.now) or coverages.is_due(
            work.session, now=work.now
        )
    if not is_due:
        return
    with database.unit_of_work(write=True) as work:
        schedules.publish_due(work.session, now=work.now)
        coverages.begin_and_end(work.session, now=work.now)
