"""The audit log: every act of staff leaves one line, in the act's own transaction."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from auth.models import Account, AuditEntry

ENTRIES_A_PAGE = 50


def record(
    session: Session,
    *,
    actor_id: int | None,
    action: str,
    subject: tuple[str, object],
    now: datetime,
    detail: Mapping[str, Any] | None = None,
) -> None:
    """Write down that *actor_id* did *action* to *subject*, a kind and an id.

    ``None`` stands for the command line, whose user has no account.
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


def page(
    session: Session, *, before: int | None = None
) -> tuple[list[tuple[AuditEntry, str | None]], int | None]:
    """Return a page of entries with their actors' names, the newest first.

    :param before: the key of the next page, as the page before returned it.
    """
    query = (
        select(AuditEntry, Account.display_name)
        .outerjoin(Account, Account.id == AuditEntry.actor_id)
        .order_by(AuditEntry.id.desc())
        .limit(ENTRIES_A_PAGE + 1)
    )
    if before:
        query = query.where(AuditEntry.id < before)
    rows = session.execute(query).all()
    shown: list[tuple[AuditEntry, str | None]] = [
        (entry, name) for entry, name in rows[:ENTRIES_A_PAGE]
    ]
    return shown, shown[-1][0].id if len(rows) > len(shown) else None
