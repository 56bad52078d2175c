"""Keeps decisions, reports, recommendations and sanctions in the staging."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from moderation.exchange.imports.formats.records import (
    ImportedDecision,
    ImportedReaction,
    ImportedReport,
    ImportedSanction,
    Record,
)
from moderation.review.sanctions.rules import SanctionKind

SCHEMA = """
CREATE TABLE decision (
    comment TEXT PRIMARY KEY, is_approval INTEGER, by_person INTEGER, at REAL
) WITHOUT ROWID;
CREATE TABLE report (
    comment TEXT, id TEXT, PRIMARY KEY (comment, id)
) WITHOUT ROWID;
CREATE TABLE reaction (
    id TEXT PRIMARY KEY, comment TEXT, author TEXT, at REAL
) WITHOUT ROWID;
CREATE TABLE sanction (
    id TEXT PRIMARY KEY, author TEXT, kind TEXT, starts REAL, ends REAL
) WITHOUT ROWID;
"""

_DECISION = """
INSERT INTO decision VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET
    is_approval = excluded.is_approval, by_person = excluded.by_person,
    at = excluded.at
WHERE coalesce(excluded.at, 0) >= coalesce(decision.at, 0)
"""


@dataclass(frozen=True)
class StagedDecision:
    """The newest decision on a comment."""

    is_approval: bool
    by_person: bool
    at: datetime | None


def add(connection: Any, records: Sequence[Record]) -> None:
    """Store those of *records* that are acts. Of two with one id, the first counts."""
    decisions = [
        (each.comment_id, each.is_approval, each.by_person, stamp(each.at))
        for each in records
        if isinstance(each, ImportedDecision)
    ]
    reports = [
        (each.comment_id, each.source_id)
        for each in records
        if isinstance(each, ImportedReport)
    ]
    reactions = [
        (each.source_id, each.comment_id, each.author_id, stamp(each.at))
        for each in records
        if isinstance(each, ImportedReaction)
    ]
    sanctions = [
        (*_key_and_author(each), each.kind, stamp(each.starts_at), stamp(each.ends_at))
        for each in records
        if isinstance(each, ImportedSanction)
    ]
    for statement, rows in (
        (_DECISION, decisions),
        ("INSERT OR IGNORE INTO report VALUES (?, ?)", reports),
        ("INSERT OR IGNORE INTO reaction VALUES (?, ?, ?, ?)", reactions),
        ("INSERT OR IGNORE INTO sanction VALUES (?, ?, ?, ?, ?)", sanctions),
    ):
        connection.executemany(statement, rows)


def _key_and_author(sanction: ImportedSanction) -> tuple[str, str]:
    begun = sanction.starts_at.isoformat() if sanction.starts_at else ""
    return f"{sanction.kind}:{sanction.author_id}:{begun}", sanction.author_id


def kind_of(sanction_id: str) -> SanctionKind:
    """Return the kind of the sanction with an id of the staging."""
    return SanctionKind(sanction_id.partition(":")[0])


def decisions_on(connection: Any, ids: Sequence[str]) -> dict[str, StagedDecision]:
    """Return the newest decision on each of some comments."""
    rows = connection.execute(
        "SELECT comment, is_approval, by_person, at FROM decision"  # noqa: S608  Marks alone.
        f" WHERE comment IN ({_marks(ids)})",
        ids,
    )
    return {
        comment: StagedDecision(bool(is_approval), bool(by_person), time_of(at))
        for comment, is_approval, by_person, at in rows
    }


def reports_of(connection: Any, ids: Sequence[str]) -> dict[str, int]:
    """Return how many readers reported each of some comments."""
    rows = connection.execute(
        "SELECT comment, count(*) FROM report"  # noqa: S608  Marks alone.
        f" WHERE comment IN ({_marks(ids)}) GROUP BY comment",
        ids,
    )
    return dict(rows.fetchall())


def reactions(connection: Any, *, size: int) -> Iterator[list[ImportedReaction]]:
    """Yield the recommendations in batches."""
    cursor = connection.execute("SELECT id, comment, author, at FROM reaction")
    while rows := cursor.fetchmany(size):
        yield [
            ImportedReaction(key, comment, author, time_of(at))
            for key, comment, author, at in rows
        ]


def sanctions(connection: Any, *, size: int) -> Iterator[dict[str, ImportedSanction]]:
    """Yield the sanctions in batches, by their id."""
    cursor = connection.execute("SELECT id, author, kind, starts, ends FROM sanction")
    while rows := cursor.fetchmany(size):
        yield {
            key: ImportedSanction(
                author, SanctionKind(kind), time_of(starts), time_of(ends)
            )
            for key, author, kind, starts, ends in rows
        }


def stamp(moment: datetime | None) -> float | None:
    """Return a time as the staging keeps it."""
    return moment.timestamp() if moment else None


def time_of(kept: float | None) -> datetime | None:
    """Return a time that the staging keeps."""
    return None if kept is None else datetime.fromtimestamp(kept, UTC)


def _marks(values: Sequence[str]) -> str:
    return ", ".join("?" * len(values))
