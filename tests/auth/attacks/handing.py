"""Helpers for attacks on the hand-off: a visitor's ticket, and the stored values."""

from __future__ import annotations

from sqlalchemy import func, select

from auth.core.models import LoginSession
from auth.db.base import Base
from auth.db.database import Database
from tests.auth.visitor import Visitor

THANKS = "/register/thanks"


def ticket_of(visitor: Visitor) -> str:
    """Register and return the ticket, not yet used."""
    visitor.register()
    visitor.get(THANKS)
    ticket = visitor.cookie("handoff")
    assert ticket is not None
    return ticket


def everything_stored(database: Database) -> str:
    """Return every value of every row."""
    with database.engine.connect() as connection:
        return "".join(
            str(tuple(row))
            for table in Base.metadata.sorted_tables
            for row in connection.execute(table.select())
        )


def sessions_in(database: Database) -> int:
    with database.unit_of_work(write=False) as work:
        return work.session.scalar(select(func.count(LoginSession.id))) or 0
