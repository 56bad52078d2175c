"""What a batch of recommendations and one of sanctions have in common."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from moderation.exchange.imports.formats.records import (
    ImportedReaction,
    ImportedSanction,
)
from moderation.exchange.imports.models import ImportedRecord, ImportRun, RecordKind

Act = ImportedReaction | ImportedSanction


class ActBatch(Protocol):
    """Some acts of a file, by their id in the source."""

    def fresh(
        self, session: Session, run: ImportRun, *, now: datetime
    ) -> Mapping[str, Act]:
        """Return those that can be stored and that are not known yet."""

    def store(
        self,
        session: Session,
        run: ImportRun,
        fresh: Mapping[str, Any],
        *,
        accounts: Mapping[str, int],
        now: datetime,
    ) -> Counter[str]:
        """Store them, and return how many."""


def known(
    session: Session, run: ImportRun, kind: RecordKind, source_ids: Collection[str]
) -> set[str]:
    """Return those of *source_ids* that were imported before."""
    return set(
        session.scalars(
            select(ImportedRecord.source_id).where(
                ImportedRecord.site_id == run.site_id,
                ImportedRecord.source == run.source,
                ImportedRecord.kind == kind,
                ImportedRecord.source_id.in_(source_ids),
            )
        )
    )


def record_of(
    run: ImportRun, kind: RecordKind, source_id: str, **target: int
) -> dict[str, Any]:
    """Return the row that says what an act became here."""
    return {
        "run_id": run.id,
        "site_id": run.site_id,
        "source": run.source,
        "kind": kind,
        "source_id": source_id,
        "is_new": True,
        **target,
    }
