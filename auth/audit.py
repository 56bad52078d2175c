"""The audit log: every act of staff leaves one line, in the act's own transaction."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from auth.models import AuditEntry


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
