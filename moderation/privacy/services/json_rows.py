"""Turns rows of the database into JSON-serializable values."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Select
from sqlalchemy.orm import Session

Copy = dict[str, Any]
Rows = Select[*tuple[Any, ...]]


def listed(session: Session, query: Rows) -> list[Copy]:
    """Return each row as a dictionary, with times in ISO 8601 and UTC."""
    return [
        {str(name): plain(value) for name, value in row.items()}
        for row in session.execute(query).mappings()
    ]


def plain(value: Any) -> Any:
    """Return *value*; a time as text."""
    return value.isoformat() if isinstance(value, datetime) else value
