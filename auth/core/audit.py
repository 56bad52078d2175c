"""The audit log: each act of staff adds one entry, in the same transaction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, ForeignKey, Index, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from auth.core.models import Account
from auth.db.base import Base, Identifier, Json

ENTRIES_A_PAGE = 50
OFFERED_FROM = 1_000
"""The filter form offers the values of this many newest entries."""


class AuditEntry(Base):
    """One act of staff: who did what to what, when, and the details."""

    __tablename__ = "audit_entry"
    __table_args__ = (
        Index("ix_audit_entry_action_newest", "action", "id"),
        Index("ix_audit_entry_subject_newest", "subject_kind", "subject_id", "id"),
        Index("ix_audit_entry_site_newest", "site_id", "id"),
    )

    id: Mapped[Identifier]
    at: Mapped[datetime] = mapped_column(index=True)
    actor_id: Mapped[int | None] = mapped_column(
        ForeignKey("account.id", ondelete="SET NULL"), index=True
    )
    action: Mapped[str]
    subject_kind: Mapped[str]
    subject_id: Mapped[str]
    # The only site that it concerns; NULL for all sites, and in old entries.
    site_id: Mapped[int | None] = mapped_column(
        ForeignKey("site.id", ondelete="SET NULL")
    )
    detail: Mapped[Json] = mapped_column(default=dict)


def record(
    session: Session,
    *,
    actor_id: int | None,
    action: str,
    subject: tuple[str, object],
    site_id: int | None,
    now: datetime,
    detail: Mapping[str, Any] | None = None,
) -> None:
    """Record that *actor_id* did *action* to *subject*, a kind and an id.

    An *actor_id* of ``None`` means the command line, whose user has no account.

    :param site_id: the only site that it concerns; ``None`` for an act that concerns
        all sites. Staff of one site see only the acts of that site.
    """
    kind, key = subject
    session.add(
        AuditEntry(
            at=now,
            actor_id=actor_id,
            action=action,
            subject_kind=kind,
            subject_id=str(key),
            site_id=site_id,
            detail=dict(detail or {}),
        )
    )


@dataclass(frozen=True)
class AuditFilter:
    """The filter of the audit log. An empty field does not filter."""

    actor_id: int | None = None
    site_id: int | None = None
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
    session: Session, *, wanted: AuditFilter = ALL
) -> tuple[set[str], set[str]]:
    """Return the actions and the kinds of subjects among the newest entries."""
    newest = (
        select(AuditEntry.action, AuditEntry.subject_kind)
        .where(*_conditions(wanted))
        .order_by(AuditEntry.id.desc())
        .limit(OFFERED_FROM)
        .subquery()
    )
    rows = session.execute(select(newest).distinct()).all()
    return {row.action for row in rows}, {row.subject_kind for row in rows}


def _conditions(wanted: AuditFilter) -> list[ColumnElement[bool]]:
    columns: dict[Any, Any] = {
        AuditEntry.actor_id: wanted.actor_id,
        AuditEntry.site_id: wanted.site_id,
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
