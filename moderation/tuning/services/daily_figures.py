"""Counts held comments and decisions by day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import ColumnElement, func, literal, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from auth.core.formats import short_day
from auth.core.translation import gettext as _
from moderation.policy.models import Verdict
from moderation.policy.rules import VerdictKind
from moderation.review.items.models import Decision
from moderation.review.items.rules import Action
from moderation.tuning.rules.charts import Chart, Series
from moderation.tuning.rules.tables import Table
from moderation.tuning.services.site_filters import (
    EVERYWHERE,
    Area,
    decided_on,
    written_on,
)

DAYS = 14
# Literal in the statement, because only then can the partial index be used.
HELD = literal(VerdictKind.HOLD, Verdict.kind.type, literal_execute=True)


def daily(session: Session, *, now: datetime, area: Area = EVERYWHERE) -> Table:
    """Return the number of held comments and of decisions by day."""
    today = now.date()
    days = [today - timedelta(days=each) for each in reversed(range(DAYS))]
    held = _by_day(
        session,
        days,
        Verdict.created_at,
        Verdict.kind == HELD,
        Verdict.superseded_at.is_(None),
        written_on(area, Verdict.comment_id),
    )
    decided = _by_day(
        session,
        days,
        Decision.created_at,
        Decision.action != Action.ESCALATE,
        decided_on(area),
    )
    return Table(
        "daily",
        _("Holds and decisions by day"),
        _(
            "Held: comments whose verdict hid them until a moderator looks. Days are "
            "in UTC; today is not over yet."
        ),
        (_("Day"), _("Held"), _("Decisions")),
        [(day.isoformat(), held[day], decided[day]) for day in days],
        [
            Chart(
                _("Comments held and decisions made, by day"),
                [short_day(day) for day in days],
                [
                    Series(_("Held"), [held[day] for day in days]),
                    Series(_("Decisions"), [decided[day] for day in days]),
                ],
            )
        ],
    )


def _by_day(
    session: Session,
    days: Sequence[date],
    moment: InstrumentedAttribute[datetime],
    *conditions: ColumnElement[bool],
) -> dict[date, int]:
    """Count rows by the day of their *moment*: one range of its index a day."""
    begins = [datetime.combine(day, time(), UTC) for day in days]
    counts = [
        select(func.count())
        .where(moment >= begin, moment < begin + timedelta(days=1), *conditions)
        .scalar_subquery()
        for begin in begins
    ]
    found = session.execute(select(*counts)).one()
    return dict(zip(days, found, strict=True))
