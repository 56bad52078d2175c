"""Figures of the desk: waiting, deciding, overturning, reporters, drift, fairness."""

from __future__ import annotations

import statistics
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from auth.models import Account
from moderation.policy.models import Score
from moderation.policy.services import verdicts
from moderation.review.models import Decision, Report, ReviewItem
from moderation.review.rules import Action
from moderation.scoring.labels import Label
from moderation.tuning.rules.drift import stability, stability_words
from moderation.tuning.rules.shares import share
from moderation.tuning.rules.tables import Table
from moderation.tuning.services import fairness

WEEKS = 8
WEEK = timedelta(days=7)
LONGEST_PAUSE = timedelta(minutes=10)
MOST_READ = 100_000
MOST_WAITING = 1_000
MOST_REPORTERS = 50
EDGES = (0.05, 0.2, 0.4, 0.6, 0.8)


def waiting(session: Session, *, now: datetime) -> Table:
    """Return how long the comments in the queue have waited."""
    opened = session.scalars(
        select(ReviewItem.opened_at)
        .where(ReviewItem.closed_at.is_(None))
        .order_by(ReviewItem.opened_at)
        .limit(MOST_WAITING)
    ).all()
    minutes = [(now - each).total_seconds() / 60 for each in opened]
    bounds = ((0, 15), (15, 60), (60, 240), (240, 1_440), (1_440, None))
    names = (
        "up to 15 minutes",
        "up to an hour",
        "up to 4 hours",
        "up to a day",
        "more",
    )
    rows = [
        (name, sum(low <= each and (high is None or each < high) for each in minutes))
        for name, (low, high) in zip(names, bounds, strict=True)
    ]
    about = "The comments in the queue by how long they wait; the oldest 1,000 count."
    return Table("waiting", "Waiting now", about, ("Waits", "Comments"), rows, 1)


def deciding(session: Session, *, now: datetime) -> Table:
    """Return by week how many decisions were made, how fast, and how many fell."""
    rows = session.execute(
        select(
            Decision.actor_id,
            Decision.created_at,
            Decision.undone_at,
            ReviewItem.opened_at,
        )
        .join(ReviewItem, ReviewItem.id == Decision.item_id)
        .where(
            Decision.created_at > now - WEEKS * WEEK,
            Decision.action != Action.ESCALATE,
        )
        .order_by(Decision.actor_id, Decision.created_at)
        .limit(MOST_READ)
    ).all()
    weeks: dict[date, list[Any]] = defaultdict(list)
    for row in rows:
        weeks[_monday(row.created_at)].append(row)
    return Table(
        "deciding",
        "Decisions by week",
        "An hour: what a moderator decides in an hour of steady work, pauses of more "
        "than ten minutes left out. Time to decision: half were decided sooner. "
        "Overturned: undone, or reversed on appeal.",
        ("Week of", "Decisions", "An hour", "Minutes to decision", "Overturned"),
        [
            (
                week.isoformat(),
                len(found),
                _an_hour(found),
                statistics.median(
                    (row.created_at - row.opened_at).total_seconds() / 60
                    for row in found
                ),
                share(sum(row.undone_at is not None for row in found), len(found)),
            )
            for week, found in sorted(weeks.items())
        ],
        1,
    )


def reporters(session: Session, *, now: datetime) -> Table:
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
        "Reports by reader",
        "Right: moderators rejected what was reported. Wrong: they approved it. The "
        "fifty who reported most within eight weeks.",
        ("Reader", "Right", "Wrong", "Share right"),
        [
            (name, right[name], wrong[name], share(right[name], total))
            for name, total in most
        ],
    )


def drift(session: Session, *, now: datetime) -> Table:
    """Return by week and label how far scores moved from the week before."""
    counts = [
        _spread(session, now - (weeks + 1) * WEEK, now - weeks * WEEK)
        for weeks in reversed(range(WEEKS + 1))
    ]
    return Table(
        "drift",
        "Drift of the scores",
        "The population stability index against the week before: below 0.1 steady, "
        "from 0.25 drifted. A drift means that readers write otherwise, or that the "
        "classifier was changed; look at the thresholds then.",
        ("Week until", *(label.value.replace("_", " ") for label in Label)),
        [
            (
                (now - (WEEKS - 1 - week) * WEEK).date().isoformat(),
                *(
                    stability_words(stability(before[label], after[label]))
                    for label in Label
                ),
            )
            for week, (before, after) in enumerate(pairwise(counts))
        ],
    )


def fair(session: Session, *, now: datetime) -> Table:
    """Return for each label whether comments that name a group fare worse."""
    return Table(
        "fairness",
        "Fairness watch",
        "Of the holds of ninety days that people decided on, the approved: where a "
        "comment names a nationality, a religion or an ethnic group, and for the rest. "
        "Each side needs thirty decided holds.",
        ("Label", "Naming a group", "The rest", "What it says"),
        [
            (each.label.replace("_", " "), each.naming, each.rest, each.words)
            for each in fairness.watch(session, now=now)
        ],
    )


TABLES: dict[str, Callable[..., Table]] = {
    "waiting": waiting,
    "deciding": deciding,
    "reporters": reporters,
    "drift": drift,
    "fairness": fair,
}


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


def _spread(
    session: Session, since: datetime, until: datetime
) -> dict[Label, list[int]]:
    """Return for each label how many scores lie between the edges."""
    sums = [
        func.sum(case((getattr(Score, label.value) >= edge, 1), else_=0))
        for label in Label
        for edge in EDGES
    ]
    known = [func.count(getattr(Score, label.value)) for label in Label]
    row = session.execute(
        select(*known, *sums).where(
            Score.created_at > since,
            Score.created_at <= until,
            verdicts.led_to_a_verdict(),
        )
    ).one()
    found = {}
    for number, label in enumerate(Label):
        start = len(Label) + number * len(EDGES)
        above = [row[number], *(int(each or 0) for each in row[start:][: len(EDGES)])]
        below = [*above[1:], 0]
        found[label] = [more - less for more, less in zip(above, below, strict=True)]
    return found
