"""The one claim: rows that are their own queue, taken by a lease, fenced at the end.

A table takes part by having ``id``, ``lease_token``, ``lease_until`` and
``attempts``. The same code serves SQLite, where a writer is alone anyway, and
PostgreSQL, where rows that somebody else holds are skipped.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select, update
from sqlalchemy.orm import Session

LEASE = timedelta(seconds=60)
"""Longer than ten times the slowest batch that was measured; see docs/operations.md."""

MOST_AT_ONCE = 32


@dataclass(frozen=True)
class Claim:
    """Rows that are this worker's until ``until``, and the token that proves it."""

    token: str
    ids: tuple[int, ...]
    until: datetime


def claim(
    session: Session,
    table: Any,
    ready: ColumnElement[bool],
    *,
    now: datetime,
    lease: timedelta = LEASE,
    limit: int = MOST_AT_ONCE,
) -> Claim:
    """Take up to *limit* rows of *table* that are *ready*, counting an attempt each.

    A row that was tried before comes first and alone: should it kill its worker
    again, it takes no other with it.

    :param ready: a literal condition, so that the partial index is used whichever
        way the statement is planned.
    """
    is_free = or_(table.lease_until.is_(None), table.lease_until < now)
    tried = and_(ready, table.attempts > 0, is_free)
    fresh = and_(ready, table.attempts == 0)
    token = secrets.token_hex(16)
    until = now + lease
    for condition, count in ((tried, 1), (fresh, limit)):
        ids = _take(session, table, condition, count, token, until)
        if ids:
            return Claim(token, ids, until)
    return Claim(token, (), until)


def _take(
    session: Session,
    table: Any,
    condition: ColumnElement[bool],
    limit: int,
    token: str,
    until: datetime,
) -> tuple[int, ...]:
    # The lock clause keeps PostgreSQL from folding the common table expression into
    # the update, where the limit would not hold.
    picked = (
        select(table.id)
        .where(condition)
        .order_by(table.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
        .cte("picked")
    )
    statement = (
        update(table)
        .where(table.id.in_(select(picked.c.id)))
        .values(lease_token=token, lease_until=until, attempts=table.attempts + 1)
        .returning(table.id)
        .execution_options(synchronize_session=False)
    )
    return tuple(sorted(session.scalars(statement)))


def renew(
    session: Session,
    table: Any,
    held: Claim,
    *,
    now: datetime,
    lease: timedelta = LEASE,
) -> int:
    """Extend the claim on the rows that are still held; return how many."""
    result: Any = session.execute(
        update(table)
        .where(table.id.in_(held.ids), table.lease_token == held.token)
        .values(lease_until=now + lease)
        .execution_options(synchronize_session=False)
    )
    return int(result.rowcount)


def rest(
    session: Session, table: Any, held: Claim, row_id: int, *, until: datetime
) -> None:
    """Give one row back, its attempt counted, to be tried again after *until*."""
    session.execute(
        update(table)
        .where(table.id == row_id, table.lease_token == held.token)
        .values(lease_token=None, lease_until=until)
        .execution_options(synchronize_session=False)
    )


def release(session: Session, table: Any, token: str, ids: Sequence[int]) -> None:
    """Give rows back untouched, as if they had never been claimed."""
    session.execute(
        update(table)
        .where(table.id.in_(ids), table.lease_token == token)
        .values(lease_token=None, lease_until=None, attempts=table.attempts - 1)
        .execution_options(synchronize_session=False)
    )
