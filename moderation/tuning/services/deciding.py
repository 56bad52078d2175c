"""How the desk decided, by week: pace, time to decision, overturns, false holds."""

from __future__ import annotations

import statistics
from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from moderation.policy.models import Verdict
from moderation.policy.rules import VerdictKind
from moderation.review.models import Decision, ReviewItem
from moderation.review.rules import Action
from moderation.tuning.rules.charts import Chart, Series, shares
from moderation.tuning.rules.shares import share
from moderation.tuning.rules.tables import Table
from moderation.tuning.services.places import waits_on

WEEKS = 8
WEEK = timedelta(days=7)
LONGEST_PAUSE = timedelta(minutes=10)
MOST_READ = 100_000


def deciding(session: Session, *, now: datetime, site_id: int | None = None) -> Table:
    """Return by week how many decisions were made, how fast, and how many fell."""
    weeks: dict[date, list[Any]] = defaultdict(list)
    for row in _decisions(session, now - WEEKS * WEEK, site_id):
        weeks[_monday(row.created_at)].append(row)
    found = [_week(week, weeks[week]) for week in sorted(weeks)]
    return Table(
        "deciding",
        "Decisions by week",
        "An hour: what a moderator decides in an hour of steady work, pauses of more "
        "than ten minutes left out. Time to decision: half were decided sooner. "
        "Overturned: undone, or reversed on appeal. False holds: of the comments that "
        "were held, those that moderators approved.",
        (
            "Week of",
            "Decisions",
            "An hour",
            "Minutes to decision",
            "Overturned",
            "False holds",
        ),
        found,
        _charts([f"{week:%-d %b}" for week in sorted(weeks)], found),
    )


def _charts(names: Sequence[str], found: Sequence[Sequence[Any]]) -> list[Chart]:
    if not found:
        return []
    return [
        Chart(
            "Share of false holds by week, with its interval",
            names,
            [shares("False holds", [row[5] for row in found])],
            unit=" %",
            least=10.0,
            most=100.0,
        ),
        Chart(
            "Median time to decision by week, in minutes",
            names,
            [Series("Time to decision", [row[3] for row in found])],
            unit=" min",
        ),
    ]


def _decisions(session: Session, since: datetime, site_id: int | None) -> Sequence[Any]:
    return session.execute(
        select(
            Decision.actor_id,
            Decision.action,
            Decision.created_at,
            Decision.undone_at,
            ReviewItem.opened_at,
            Verdict.kind,
        )
        .join(ReviewItem, ReviewItem.id == Decision.item_id)
        .outerjoin(
            Verdict,
            (Verdict.revision_id == Decision.revision_id)
            & Verdict.superseded_at.is_(None),
        )
        .where(
            Decision.created_at > since,
            Decision.action != Action.ESCALATE,
            waits_on(site_id),
        )
        .order_by(Decision.actor_id, Decision.created_at)
        .limit(MOST_READ)
    ).all()


def _week(monday: date, rows: Sequence[Any]) -> tuple[Any, ...]:
    held = [
        row for row in rows if row.kind is VerdictKind.HOLD and row.undone_at is None
    ]
    minutes = [(row.created_at - row.opened_at).total_seconds() / 60 for row in rows]
    return (
        monday.isoformat(),
        len(rows),
        _an_hour(rows),
        statistics.median(minutes),
        share(sum(row.undone_at is not None for row in rows), len(rows)),
        share(sum(row.action is Action.APPROVE for row in held), len(held)),
    )


def _monday(moment: datetime) -> date:
    return (moment - timedelta(days=moment.weekday())).date()


def _an_hour(rows: Sequence[Any]) -> float | None:
    gaps = [
        later.created_at - earlier.created_at
        for earlier, later in pairwise(rows)
        if earlier.actor_id == later.actor_id
    ]
    worked = [gap.total_seconds() for gap in gaps if gap < LONGEST_PAUSE]
    return 3_600 * len(worked) / sum(worked) if sum(worked) else None
