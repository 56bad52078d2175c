"""The decisions of the desk by week: pace, delay, overturns, false holds."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from typing import Any

from sqlalchemy import Row, Select, and_, case, func, or_, select
from sqlalchemy.orm import Session

from auth.core.formats import short_day
from auth.core.translation import gettext as _
from moderation.policy.models import Verdict
from moderation.policy.rules import VerdictKind
from moderation.review.items.models import Decision, ReviewItem
from moderation.review.items.rules import Action
from moderation.tuning.rules.charts import Chart, Series, shares
from moderation.tuning.rules.shares import share
from moderation.tuning.rules.tables import Table
from moderation.tuning.services.elapsed_seconds import seconds
from moderation.tuning.services.site_filters import EVERYWHERE, Area, waits_on

WEEKS = 8
WEEK = timedelta(days=7)
LONGEST_PAUSE = timedelta(minutes=10)


def deciding(session: Session, *, now: datetime, area: Area = EVERYWHERE) -> Table:
    """Return the decisions by week: their number, their speed, and the overturned."""
    since = now - WEEKS * WEEK
    mondays = [_monday(since) + number * WEEK for number in range(WEEKS + 1)]
    weeks = {
        monday: _week(session, max(monday, since), monday + WEEK, area)
        for monday in mondays
    }
    weeks = {monday: week for monday, week in weeks.items() if week.decisions}
    found = [_row(monday, week) for monday, week in weeks.items()]
    return Table(
        "deciding",
        _("Decisions by week"),
        _(
            "An hour: what a moderator decides in an hour of steady work, pauses of "
            "more than ten minutes left out. Time to decision: half were decided "
            "sooner. Overturned: undone, or reversed on appeal. False holds: of the "
            "comments that were held, those that moderators approved."
        ),
        (
            _("Week of"),
            _("Decisions"),
            _("An hour"),
            _("Minutes to decision"),
            _("Overturned"),
            _("False holds"),
        ),
        found,
        _charts([short_day(monday) for monday in weeks], found),
    )


def _charts(names: Sequence[str], found: Sequence[Sequence[Any]]) -> list[Chart]:
    if not found:
        return []
    return [
        Chart(
            _("Share of false holds by week, with its interval"),
            names,
            [shares(_("False holds"), [row[5] for row in found])],
            unit=" %",
            least=10.0,
            most=100.0,
        ),
        Chart(
            _("Median time to decision by week, in minutes"),
            names,
            [Series(_("Time to decision"), [row[3] for row in found])],
            unit=_(" min"),
        ),
    ]


def _week(
    session: Session, since: datetime, until: datetime, area: Area
) -> Row[*tuple[Any, ...]]:
    """Return the sums over the decisions from *since* up to, but not at, *until*."""
    made = _made(since, until, area).subquery()
    ordered = select(
        made,
        func.row_number().over(order_by=made.c.took).label("place"),
        func.count().over().label("of_all"),
    ).subquery()
    each = ordered.c
    is_middle = or_(
        each.place == (each.of_all + 1) // 2, each.place == (each.of_all + 2) // 2
    )
    works_on = each.pause < LONGEST_PAUSE.total_seconds()
    is_held = and_(each.kind == VerdictKind.HOLD, each.undone_at.is_(None))
    is_approved = and_(is_held, each.action == Action.APPROVE)
    return session.execute(
        select(
            func.count().label("decisions"),
            func.count(case((works_on, 1))).label("pauses"),
            func.sum(case((works_on, each.pause))).label("worked"),
            func.avg(case((is_middle, each.took))).label("took"),
            func.count(each.undone_at).label("undone"),
            func.count(case((is_held, 1))).label("held"),
            func.count(case((is_approved, 1))).label("approved"),
        ).select_from(ordered)
    ).one()


def _made(since: datetime, until: datetime, area: Area) -> Select[*tuple[Any, ...]]:
    """Select decisions with the seconds that each took, and since the previous one."""
    made_at = seconds(Decision.created_at)
    before = func.lag(made_at).over(
        partition_by=Decision.actor_id, order_by=(Decision.created_at, Decision.id)
    )
    return (
        select(
            Decision.action,
            Decision.undone_at,
            Verdict.kind,
            (made_at - seconds(ReviewItem.opened_at)).label("took"),
            (made_at - before).label("pause"),
        )
        .join(ReviewItem, ReviewItem.id == Decision.item_id)
        .outerjoin(
            Verdict,
            (Verdict.revision_id == Decision.revision_id)
            & Verdict.superseded_at.is_(None),
        )
        .where(
            Decision.created_at >= since,
            Decision.created_at < until,
            Decision.action != Action.ESCALATE,
            waits_on(area),
        )
    )


def _row(monday: datetime, week: Row[*tuple[Any, ...]]) -> tuple[Any, ...]:
    return (
        monday.date().isoformat(),
        week.decisions,
        3_600 * week.pauses / week.worked if week.worked else None,
        week.took / 60,
        share(week.undone, week.decisions),
        share(week.approved, week.held),
    )


def _monday(moment: datetime) -> datetime:
    day = moment.date() - timedelta(days=moment.weekday())
    return datetime.combine(day, time(), UTC)
