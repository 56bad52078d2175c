"""Measures the drift of the classifier's scores, by week and label."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from auth.core.formats import short_day
from auth.core.translation import gettext as _
from moderation.policy.labels import label_words
from moderation.policy.models import Score
from moderation.policy.services import verdicts
from moderation.scoring.base.labels import Label
from moderation.tuning.rules.charts import Chart, Series
from moderation.tuning.rules.drift import SHIFTED, STEADY, stability, stability_words
from moderation.tuning.rules.tables import Table
from moderation.tuning.services.site_filters import EVERYWHERE, Area, scored_on

WEEKS = 8
WEEK = timedelta(days=7)
EDGES = (0.0001, 0.001, 0.01, 0.1, 0.5)
"""Each edge is about ten times the previous one: most scores are small probabilities,
and a drift first shows in those."""

ENOUGH = 20_000
"""The sample size above which more data changes nothing.

If a week has at least twice as many scores, a sample is counted. Sampling moves the
index by about 0.0005; below 0.1 it counts as steady.
"""


def drift(session: Session, *, now: datetime, area: Area = EVERYWHERE) -> Table:
    """Return by week and label how far scores moved since the previous week."""
    counts = [
        spread(session, now - (weeks + 1) * WEEK, now - weeks * WEEK, area)
        for weeks in reversed(range(WEEKS + 1))
    ]
    weeks = [(now - (WEEKS - 1 - week) * WEEK).date() for week in range(WEEKS)]
    found = [
        {label: stability(before[label], after[label]) for label in Label}
        for before, after in pairwise(counts)
    ]
    return Table(
        "drift",
        _("Drift of the scores"),
        _(
            "The population stability index against the week before: below 0.1 "
            "steady, from 0.25 drifted; the charts have a line at each. Drift means "
            "that readers write differently or that the classifier has changed. If "
            "there is drift, check the thresholds."
        ),
        (_("Week until"), *(label_words(label) for label in Label)),
        [
            (week.isoformat(), *(stability_words(row[label]) for label in Label))
            for week, row in zip(weeks, found, strict=True)
        ],
        [_chart(label, weeks, [row[label] for row in found]) for label in Label],
    )


def _chart(
    label: Label, weeks: Sequence[date], values: Sequence[float | None]
) -> Chart:
    name = label_words(label)
    return Chart(
        name.capitalize(),
        [short_day(week) for week in weeks],
        [Series(_("Stability index"), values)],
        limits=(STEADY, SHIFTED),
        least=0.3,
        width=220.0,
        height=120.0,
    )


def step_of(scored: int) -> int:
    """Return the step at which scores are sampled.

    It is odd, because a shadow classifier may have every second id.
    """
    return scored // ENOUGH | 1


def spread(
    session: Session, since: datetime, until: datetime, area: Area
) -> dict[Label, list[int]]:
    """Return the number of scores between the edges, for each label.

    In a busy week only every third, fifth or so score is counted, by id.
    """
    within = (Score.created_at > since, Score.created_at <= until)
    scored = session.scalar(select(func.count()).where(*within)) or 0
    sums = [
        func.sum(case((getattr(Score, label.value) >= edge, 1), else_=0))
        for label in Label
        for edge in EDGES
    ]
    known = [func.count(getattr(Score, label.value)) for label in Label]
    row = session.execute(
        select(*known, *sums).where(
            *within,
            Score.id % step_of(scored) == 0,
            verdicts.led_to_a_verdict(),
            scored_on(area),
        )
    ).one()
    found = {}
    for number, label in enumerate(Label):
        start = len(Label) + number * len(EDGES)
        above = [row[number], *(int(each or 0) for each in row[start:][: len(EDGES)])]
        below = [*above[1:], 0]
        found[label] = [more - less for more, less in zip(above, below, strict=True)]
    return found
