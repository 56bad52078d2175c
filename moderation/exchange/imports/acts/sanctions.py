"""Stores imported sanctions that are in force, and takes them back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert, select, tuple_
from sqlalchemy.orm import Session

from moderation.exchange.imports.acts.batches import known, record_of
from moderation.exchange.imports.acts.staged import kind_of
from moderation.exchange.imports.formats.records import ImportedSanction
from moderation.exchange.imports.models import (
    ImportClaim,
    ImportedRecord,
    ImportRun,
    RecordKind,
)
from moderation.review.items.rules import Reason
from moderation.review.sanctions.models import Sanction
from moderation.review.sanctions.services import returned


@dataclass(frozen=True)
class SanctionBatch:
    """Some sanctions of a file, by their id."""

    sanctions: Mapping[str, ImportedSanction]

    def fresh(
        self, session: Session, run: ImportRun, *, now: datetime
    ) -> dict[str, ImportedSanction]:
        """Return those that are in force and not known yet, by their id."""
        there = known(session, run, RecordKind.SANCTION, self.sanctions)
        return {
            key: each
            for key, each in self.sanctions.items()
            if key not in there and (each.ends_at is None or each.ends_at > now)
        }

    def store(
        self,
        session: Session,
        run: ImportRun,
        fresh: Mapping[str, ImportedSanction],
        *,
        accounts: Mapping[str, int],
        now: datetime,
    ) -> Counter[str]:
        """Store those against people who are still here. Nobody is told."""
        kept = {key: each for key, each in fresh.items() if each.author_id in accounts}
        if not kept:
            return Counter()
        rows = [
            {
                "site_id": run.site_id,
                "account_id": accounts[each.author_id],
                "kind": each.kind,
                "reason": Reason.OTHER,
                "note": note_of(run),
                "imposed_by_id": accounts[""],
                "imposed_at": each.starts_at or now,
                "starts_at": each.starts_at or now,
                "ends_at": each.ends_at,
            }
            for each in kept.values()
        ]
        records = [
            record_of(
                run, RecordKind.SANCTION, key, account_id=accounts[each.author_id]
            )
            for key, each in kept.items()
        ]
        session.execute(insert(Sanction), rows)
        session.execute(insert(ImportedRecord), records)
        return Counter(sanctioned=len(kept))


def note_of(run: ImportRun) -> str:
    """Return what staff read about an imported sanction."""
    return f"Imported: {run.source}"


def remove(session: Session, run: ImportRun, records: Sequence[ImportedRecord]) -> int:
    """Take back the sanctions of *records* that nobody lifted; return how many.

    Also from readers who have claimed the accounts since.
    """
    claims = select(ImportClaim.imported_account_id, ImportClaim.account_id).where(
        ImportClaim.imported_account_id.in_({each.account_id for each in records}),
        ImportClaim.undone_at.is_(None),
    )
    for imported_id, owner_id in session.execute(claims).all():
        returned.take_back(session, from_id=imported_id, to_id=owner_id)
    imposed = [(each.account_id, kind_of(each.source_id)) for each in records]
    removed = session.scalars(
        delete(Sanction)
        .where(
            tuple_(Sanction.account_id, Sanction.kind).in_(imposed),
            Sanction.site_id == run.site_id,
            Sanction.note == note_of(run),
            Sanction.lifted_at.is_(None),
        )
        .returning(Sanction.id)
        .execution_options(synchronize_session=False)
    ).all()
    return len(removed)
