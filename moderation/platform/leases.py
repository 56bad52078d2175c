"""Claims rows of a table that serves as a queue, with a lease and a fencing token.

The table needs the columns ``id``, ``lease_token``, ``lease_until`` and ``attempts``.
The same code works on SQLite, which has a single writer, and on PostgreSQL, where rows
that are locked by others are skipped.
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
    """Rows that this worker holds until ``until``, and the token that proves it."""

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
    """Claim up to *limit* rows of *table* that are *ready*, and count an attempt each.

    A row that was tried before comes first and alone, so that other rows are not lost
    if it kills its worker again.

    :param ready: a condition with literal values, so that the partial index is used
        however the statement is planned.
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
    # The lock clause keeps PostgreSQL from inlining the common table expression into
    # the update, where the limit would have no effect.
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
    """Extend the claim on the rows that are still held; return their number."""
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
    """Release one row to be tried again after *until*. The attempt counts."""
    session.execute(
        update(table)
        .where(table.id == row_id, table.lease_token == held.token)
        .values(lease_token=None, lease_until=until)
        .execution_options(synchronize_session=False)
    )


def release(session: Session, table: Any, token: str, ids: Sequence[int]) -> None:
    """Release rows as if they had never been claimed. The attempt does not count."""
    session.execute(
        update(table)
        .where(table.id.in_(ids), table.lease_token == token)
        .values(lease_token=None, lease_until=None, attempts=table.attempts - 1)
        .execution_options(synchronize_session=False)
    )
