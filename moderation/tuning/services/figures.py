"""The figures of the desk: queue, decisions, overturns, reporters, drift, fairness."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from auth.core.models import Account
from auth.core.translation import gettext as _
from moderation.policy.labels import label_words
from moderation.review.items.models import Decision, Report, ReviewItem
from moderation.review.items.rules import Action
from moderation.tuning.rules.charts import Chart, Series
from moderation.tuning.rules.shares import share
from moderation.tuning.rules.tables import Table
from moderation.tuning.services import fairness
from moderation.tuning.services.daily_figures import daily
from moderation.tuning.services.decision_figures import deciding
from moderation.tuning.services.drift import drift
from moderation.tuning.services.nudge_figures import nudges
from moderation.tuning.services.site_filters import (
    EVERYWHERE,
    Area,
    decided_on,
    waits_on,
)
from moderation.tuning.services.suggestion_figures import outside
from moderation.tuning.services.workload import workload

WEEKS = 8
WEEK = timedelta(days=7)
MOST_WAITING = 1_000
MOST_REPORTERS = 50


def waiting(session: Session, *, now: datetime, area: Area = EVERYWHERE) -> Table:
    """Return how long the comments in the queue have waited."""
    opened = session.scalars(
        select(ReviewItem.opened_at)
        .where(ReviewItem.closed_at.is_(None), waits_on(area))
        .order_by(ReviewItem.opened_at)
        .limit(MOST_WAITING)
    ).all()
    minutes = [(now - each).total_seconds() / 60 for each in opened]
    bounds = ((0, 15), (15, 60), (60, 240), (240, 1_440), (1_440, None))
    names = (
        _("up to 15 minutes"),
        _("up to an hour"),
        _("up to 4 hours"),
        _("up to a day"),
        _("more"),
    )
    rows = [
        (name, sum(low <= each and (high is None or each < high) for each in minutes))
        for name, (low, high) in zip(names, bounds, strict=True)
    ]
    about = _(
        "The comments in the queue by how long they have waited. Only the oldest "
        "1,000 are counted."
    )
    chart = Chart(
        _("Comments in the queue by how long they wait"),
        (_("15 min"), _("1 h"), _("4 h"), _("1 day"), _("more")),
        [Series(_("Comments that wait up to"), [count for _name, count in rows])],
        is_bars=True,
    )
    return Table(
        "waiting", _("Waiting now"), about, (_("Waits"), _("Comments")), rows, [chart]
    )


def reporters(session: Session, *, now: datetime, area: Area = EVERYWHERE) -> Table:
    """Return how often moderators agreed with each reader's reports."""
    rows = session.execute(
        select(Account.display_name, Decision.action, func.count(Report.id))
        .join(Account, Account.id == Report.reporter_id)
        .join(Decision, Decision.revision_id == Report.revision_id)
        .where(
            Decision.undone_at.is_(None),
            Decision.action != Action.ESCALATE,
            Decision.created_at > now - WEEKS * WEEK,
            Decision.created_at > Report.created_at,
            decided_on(area),
        )
        .group_by(Account.display_name, Decision.action)
    ).all()
    right: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    for name, action, count in rows:
        (right if action is Action.REJECT else wrong)[name] += count
    most = (right + wrong).most_common(MOST_REPORTERS)
    return Table(
        "reporters",
        _("Reports by reader"),
        _(
            "Right: moderators rejected what was reported. Wrong: they approved it. "
            "The fifty who reported most within eight weeks."
        ),
        (_("Reader"), _("Right"), _("Wrong"), _("Share right")),
        [
            (name, right[name], wrong[name], share(right[name], total))
            for name, total in most
        ],
    )


def fair(session: Session, *, now: datetime, area: Area = EVERYWHERE) -> Table:
    """Return for each label whether comments that name a group are treated worse."""
    return Table(
        "fairness",
        _("Fairness watch"),
        _(
            "Of the held comments of the last 90 days with a decision, the share that "
            "was approved: comments that name a nationality, a religion or an ethnic "
            "group, and all others. Each side needs 30 such comments."
        ),
        (_("Label"), _("Naming a group"), _("All others"), _("Result")),
        [
            (label_words(each.label), each.naming, each.rest, each.words)
            for each in fairness.watch(session, now=now, area=area)
        ],
    )


TABLES: dict[str, Callable[..., Table]] = {
    "waiting": waiting,
    "daily": daily,
    "deciding": deciding,
    "workload": workload,
    "reporters": reporters,
    "drift": drift,
    "fairness": fair,
    "nudges": nudges,
    "outside": outside,
}
