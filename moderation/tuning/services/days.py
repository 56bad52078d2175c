"""What each of the last days brought: comments held, and decisions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from moderation.policy.models import Verdict
from moderation.policy.rules import VerdictKind
from moderation.review.models import Decision
from moderation.review.rules import Action
from moderation.tuning.rules.charts import Chart, Series
from moderation.tuning.rules.tables import Table

DAYS = 14
MOST_READ = 100_000


def daily(session: Session, *, now: datetime) -> Table:
    """Return by day how many comments were held, and how many decisions were made."""
    today = now.date()
    days = [today - timedelta(days=each) for each in reversed(range(DAYS))]
    since = datetime.combine(days[0], time(), now.tzinfo)
    held = _by_day(
        session.scalars(
            select(Verdict.created_at)
            .where(
                Verdict.created_at >= since,
                Verdict.kind == VerdictKind.HOLD,
                Verdict.superseded_at.is_(None),
            )
            .limit(MOST_READ)
        )
    )
    decided = _by_day(
        session.scalars(
            select(Decision.created_at)
            .where(Decision.created_at >= since, Decision.action != Action.ESCALATE)
            .limit(MOST_READ)
        )
    )
    return Table(
        "daily",
        "Holds and decisions by day",
        "Held: comments whose verdict hid them until a moderator looks. Days are in "
        "UTC; today counts as far as it has come.",
        ("Day", "Held", "Decisions"),
        [(day.isoformat(), held[day], decided[day]) for day in days],
        [
            Chart(
                "Comments held and decisions made, by day",
                [f"{day:%-d %b}" for day in days],
                [
                    Series("Held", [held[day] for day in days]),
                    Series("Decisions", [decided[day] for day in days]),
                ],
            )
        ],
    )


def _by_day(moments: Iterable[datetime]) -> Counter[date]:
    return Counter(each.date() for each in moments)
