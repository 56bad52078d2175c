"""Counting the statements that reach a database."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event

from auth.db import compiled_reads
from auth.db.database import Database

BY_DRIVER = logging.getLogger(compiled_reads.__name__)


class _Noting(logging.Handler):
    """Adds each message to a list."""

    def __init__(self, sent: list[str]) -> None:
        super().__init__(logging.DEBUG)
        self._sent = sent

    def emit(self, record: logging.LogRecord) -> None:
        self._sent.append(record.getMessage())


@contextmanager
def statements(database: Database) -> Iterator[list[str]]:
    """Collect every statement that is sent in the block.

    Those that the driver runs alone, outside a transaction, are among them.
    """
    sent: list[str] = []

    def note(*arguments: object) -> None:
        sent.append(str(arguments[2]))

    noting, level = _Noting(sent), BY_DRIVER.level
    event.listen(database.engine, "before_cursor_execute", note)
    BY_DRIVER.addHandler(noting)
    BY_DRIVER.setLevel(logging.DEBUG)
    try:
        yield sent
    finally:
        BY_DRIVER.setLevel(level)
        BY_DRIVER.removeHandler(noting)
        event.remove(database.engine, "before_cursor_execute", note)
