"""Rows of the database as plain values, ready for JSON."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Select
from sqlalchemy.orm import Session

Copy = dict[str, Any]
Rows = Select[*tuple[Any, ...]]


def listed(session: Session, query: Rows) -> list[Copy]:
    """Return each row as a dictionary; times are ISO 8601 in UTC."""
    return [
        {str(name): plain(value) for name, value in row.items()}
        for row in session.execute(query).mappings()
    ]


def plain(value: Any) -> Any:
    """Return *value*, a time as text."""
    return value.isoformat() if isinstance(value, datetime) else value
