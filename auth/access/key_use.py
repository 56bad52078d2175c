"""Counts the calls of each API key by day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from auth.access.key_models import ApiKey, ApiKeyUse
from auth.db.upserts import count_up

SHOWN_DAYS = 30


def add(session: Session, *, key_id: int, day: date, calls: int, refused: int) -> None:
    """Add calls to a key's count of a day. Ignores a key that no longer exists."""
    if session.get(ApiKey, key_id) is None:
        return
    counts = {"calls": calls, "refused": refused}
    count_up(session, ApiKeyUse, {"key_id": key_id, "day": day}, counts)


def by_key(session: Session, *, now: datetime) -> Mapping[int, Sequence[ApiKeyUse]]:
    """Return the use of each key in the last thirty days, the newest first."""
    since = now.date() - timedelta(days=SHOWN_DAYS)
    found: dict[int, list[ApiKeyUse]] = defaultdict(list)
    for use in session.scalars(
        select(ApiKeyUse).where(ApiKeyUse.day > since).order_by(ApiKeyUse.day.desc())
    ):
        found[use.key_id].append(use)
    return found
