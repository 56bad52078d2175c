"""The audit log: each act of staff adds one entry, in the same transaction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from auth.core.models import Account, AuditEntry

ENTRIES_A_PAGE = 50
OFFERED_FROM = 1_000
"""The filter form offers the values of this many newest entries."""


def record(
    session: Session,
    *,
    actor_id: int | None,
    action: str,
    subject: tuple[str, object],
    now: datetime,
    detail: Mapping[str, Any] | None = None,
) -> None:
    """Record that *actor_id* did *action* to *subject*, a kind and an id.

    An *actor_id* of ``None`` means the command line, whose user has no account.
    """
    kind, key = subject
    session.add(
        AuditEntry(
            at=now,
            actor_id=actor_id,
            action=action,
            subject_kind=kind,
            subject_id=str(key),
            detail=dict(detail or {}),
        )
    )


@dataclass(frozen=True)
class AuditFilter:
    """The filter of the audit log. An empty field does not filter."""

    actor_id: int | None = None
    action: str = ""
    subject_kind: str = ""
    subject_id: str = ""
    since: datetime | None = None
    until: datetime | None = None
    before: int | None = None
    """The key of a page, as the page before returned it."""


ALL = AuditFilter()


def page(
    session: Session, *, wanted: AuditFilter = ALL
) -> tuple[list[tuple[AuditEntry, str | None]], int | None]:
    """Return a page of entries with their actors' names, the newest first."""
    rows = session.execute(
        select(AuditEntry, Account.display_name)
        .outerjoin(Account, Account.id == AuditEntry.actor_id)
        .where(*_conditions(wanted))
        .order_by(AuditEntry.id.desc())
        .limit(ENTRIES_A_PAGE + 1)
    ).all()
    shown: list[tuple[AuditEntry, str | None]] = [
        (entry, name) for entry, name in rows[:ENTRIES_A_PAGE]
    ]
    return shown, shown[-1][0].id if len(rows) > len(shown) else None


def offered(
    session: Session, *, actor_id: int | None = None
) -> tuple[set[str], set[str]]:
    """Return the actions and the kinds of subjects among the newest entries.

    :param actor_id: limits the result to entries of this account; ``None`` for all.
    """
    newest = (
        select(AuditEntry.action, AuditEntry.subject_kind)
        .where(*_conditions(AuditFilter(actor_id=actor_id)))
        .order_by(AuditEntry.id.desc())
        .limit(OFFERED_FROM)
        .subquery()
    )
    rows = session.execute(select(newest).distinct()).all()
    return {row.action for row in rows}, {row.subject_kind for row in rows}


def _conditions(wanted: AuditFilter) -> list[ColumnElement[bool]]:
    columns: dict[Any, Any] = {
        AuditEntry.actor_id: wanted.actor_id,
        AuditEntry.action: wanted.action,
        AuditEntry.subject_kind: wanted.subject_kind,
        AuditEntry.subject_id: wanted.subject_id,
    }
    found: list[ColumnElement[bool]] = [
        column == value for column, value in columns.items() if value
    ]
    if wanted.since is not None:
        found.append(AuditEntry.at >= wanted.since)
    if wanted.until is not None:
        found.append(AuditEntry.at < wanted.until)
    if wanted.before is not None:
        found.append(AuditEntry.id < wanted.before)
    return found
