"""One fact for each decision, and what the tables of the report count in them."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, datetime

from moderation.review.appeals.rules import AppealOutcome

OFFICIAL_PARTS = {
    "notices": "1.3",
    "own_initiative": "1.4",
    "complaints": "1.5",
    "misuse": "1.5",
    "automation": "1.6",
}
"""The part of Annex I of Regulation (EU) 2024/2835 to which each table belongs.

The Commission's own sheets could not be had. To fill them, extend this mapping by their
names of sheets and columns: every figure in them is a pivot of :class:`ReportFact`.
"""


@dataclass(frozen=True, slots=True)
class ReportFact:
    """One decision on a comment, without anything personal.

    :param received_at: when the notice or the report came, or the item was opened.
    :param source: as in the Transparency Database: who found the comment.
    :param restriction: what was decided; empty if the comment stays.
    :param is_overturned: whether the decision was undone or overruled later.
    """

    decision: int
    received_at: datetime
    decided_at: datetime
    source: str
    category: str
    keyword: str
    ground: str
    restriction: str
    detection: str
    automation: str
    language: str
    complained_at: datetime | None
    complaint_outcome: AppealOutcome | None
    complaint_decided_at: datetime | None
    is_overturned: bool

    @property
    def hours(self) -> float:
        """How long the decision took."""
        return (self.decided_at - self.received_at).total_seconds() / 3_600


COLUMNS = tuple(each.name for each in fields(ReportFact))


def year_of(year: int) -> tuple[datetime, datetime]:
    """Return the first moment of a year and of the next one."""
    return datetime(year, 1, 1, tzinfo=UTC), datetime(year + 1, 1, 1, tzinfo=UTC)


def median(values: Iterable[float]) -> float | None:
    """Return the median; ``None`` of nothing."""
    found = list(values)
    return statistics.median(found) if found else None


def days_between(start: datetime, end: datetime) -> float:
    """Return the days from *start* to *end*."""
    return (end - start).total_seconds() / 86_400


def grouped(
    facts: Sequence[ReportFact], key: Callable[[ReportFact], str]
) -> dict[str, list[ReportFact]]:
    """Return the facts by a key, sorted by it."""
    found: dict[str, list[ReportFact]] = {}
    for each in facts:
        found.setdefault(key(each), []).append(each)
    return dict(sorted(found.items()))
