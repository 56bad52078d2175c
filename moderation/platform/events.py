"""Domain events: other rooms react to a change without the change knowing them.

A service that changes something records an event, which is a frozen dataclass from its
room's ``events.py``. The table in ``moderation/event_table.py`` lists the checks and
handlers of each event. The session carries this table, so that every process, command
and test that opens the database uses it.
"""

from __future__ import annotations

from collections.abc import Callable, MutableMapping
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

CARRIED_AS = "ceasefire.events"
"""The key of the table in a session's ``info``."""

E = TypeVar("E")
# The session is not named: events and their table know no SQLAlchemy.
Handler = Callable[[Any, E], object]


class MissingTableError(RuntimeError):
    """The session carries no table, so no handler would run."""


class UnknownEventError(LookupError):
    """The table has no row for an event."""


class Carrier(Protocol):
    """An object that carries the table, such as a session."""

    @property
    def info(self) -> MutableMapping[Any, Any]:
        """The data stored with the session."""


@dataclass(frozen=True)
class Row:
    """The checks and the handlers of one event, in order."""

    event: type
    refused_by: tuple[Handler[Any], ...]
    followed_by: tuple[Handler[Any], ...]


def on(
    event: type[E], *followed_by: Handler[E], refused_by: tuple[Handler[E], ...] = ()
) -> Row:
    """Return the row of *event*.

    :param refused_by: checks that run before the change. They may raise and must not
        change anything.
    """
    return Row(event, refused_by, followed_by)


class EventTable:
    """All rows, one for each event.

    :raises ValueError: if an event has two rows.
    """

    def __init__(self, *rows: Row) -> None:
        self.rows = {row.event: row for row in rows}
        if len(self.rows) < len(rows):
            raise ValueError("An event stands in the table twice.")

    def row_of(self, event: object) -> Row:
        """Return the row of *event*.

        :raises UnknownEventError: if there is none.
        """
        row = self.rows.get(type(event))
        if row is None:
            raise UnknownEventError(f"{type(event).__name__} is not in the table.")
        return row


def check(session: Carrier, event: object) -> None:
    """Run the checks of *event*, before anything is changed.

    :raises CeasefireError: if a check refuses it.
    """
    for refuse in _table(session).row_of(event).refused_by:
        refuse(session, event)


def record(session: Carrier, event: object) -> None:
    """Run the handlers of *event* in this transaction.

    A handler may record other events, whose handlers run first.

    :raises MissingTableError: if the session was opened without a table.
    """
    for handle in _table(session).row_of(event).followed_by:
        handle(session, event)


def _table(session: Carrier) -> EventTable:
    table = session.info.get(CARRIED_AS)
    if not isinstance(table, EventTable):
        raise MissingTableError(
            "This session has no event table. Open the database with"
            " moderation.event_table.open_database."
        )
    return table
