"""Compares the ledger of erasures with the database."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from auth.core.models import Account
from auth.db import upserts
from moderation.privacy.erasure_models import ErasureRecord
from moderation.privacy.ledger import LedgerEntry, digest_of


@dataclass(frozen=True)
class LedgerState:
    """What the ledger and the database know of each other.

    :param unknown: entries that the database has not carried out: it was restored.
    :param written: the number of entries in the ledger.
    :param missing: the number of erasures of the database that the ledger lacks.
    """

    unknown: tuple[LedgerEntry, ...]
    written: int
    missing: int


def compare(session: Session, entries: Collection[LedgerEntry]) -> LedgerState:
    """Return the state of the ledger with these entries."""
    known = {
        (row.account_id, row.due_at)
        for row in session.execute(
            select(ErasureRecord.account_id, ErasureRecord.due_at)
        )
    }
    keys = {(each.account_id, each.due_at) for each in entries}
    unknown = sorted(
        (each for each in entries if (each.account_id, each.due_at) not in known),
        key=lambda each: (each.due_at, each.account_id),
    )
    return LedgerState(
        unknown=tuple(each for each in unknown if not _is_under_way(session, each)),
        written=len(entries),
        missing=len(known - keys),
    )


def entry_of(session: Session, account_id: int) -> LedgerEntry | None:
    """Return the entry for an account whose erasure is due; ``None`` if it is not."""
    account = session.get(Account, account_id, populate_existing=True)
    if account is None or account.erasure_due_at is None:
        return None
    digest = digest_of(account.id, account.created_at)
    return LedgerEntry(account.erasure_due_at, account.id, digest)


def account_of(session: Session, entry: LedgerEntry) -> Account | None:
    """Return the account of an entry; ``None`` if this database never had it."""
    account = session.get(Account, entry.account_id)
    if account is None or digest_of(account.id, account.created_at) != entry.digest:
        return None
    return account


def note_done(session: Session, entry: LedgerEntry, *, now: datetime) -> None:
    """Record that an entry was carried out."""
    key = {"account_id": entry.account_id, "due_at": entry.due_at}
    upserts.add_once(session, ErasureRecord, key | {"erased_at": now})


def count_done(session: Session) -> int:
    """Return the number of erasures that this database has carried out."""
    return session.scalar(select(func.count()).select_from(ErasureRecord)) or 0


def _is_under_way(session: Session, entry: LedgerEntry) -> bool:
    """Whether an erasure was interrupted here. The next purge finishes it."""
    account = account_of(session, entry)
    return (
        account is not None
        and account.disabled_at is not None
        and account.erasure_due_at == entry.due_at
    )
