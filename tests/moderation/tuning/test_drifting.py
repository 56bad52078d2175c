"""The drift of scores from week to week, from a sample and for each site."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from auth.db.database import Database
from moderation.scoring.base.labels import Label
from moderation.tuning.services import drift
from moderation.tuning.services.site_filters import EVERYWHERE, Area
from tests import newsroom
from tests.judged import judged

MINUTE = timedelta(minutes=1)


def scored(session: Session, toxicities: Sequence[float], now: datetime) -> int:
    """Create a site with a comment of each toxicity; return its id."""
    site = newsroom.ensure_newsroom(session, now=now)
    article = newsroom.article(session, now=now)
    reader = newsroom.person(session, "Ruth", now=now)
    for number, toxicity in enumerate(toxicities):
        judged(session, reader, article, f"Text {number}", toxicity, now=now)
    return site.id


def spread(session: Session, now: datetime, area: Area) -> list[int]:
    """Return the distribution of the toxicity scores of one moment."""
    found = drift.spread(session, now - MINUTE, now + MINUTE, area)
    return found[Label.TOXICITY]


def test_the_drift_of_one_site_is_of_its_own_scores(
    database: Database, now: datetime
) -> None:
    with database.unit_of_work(write=True) as work:
        site_id = scored(work.session, (0.3, 0.3), now)

        own = spread(work.session, now, Area(site_id))
        others = spread(work.session, now, Area(site_id + 1))

    assert (sum(own), sum(others)) == (2, 0)


def test_small_probabilities_that_grow_are_told_from_those_that_do_not(
    database: Database, now: datetime
) -> None:
    with database.unit_of_work(write=True) as work:
        scored(work.session, (0.00005, 0.0005, 0.005, 0.05, 0.3, 0.9), now)

        counted = spread(work.session, now, EVERYWHERE)

    assert counted == [1, 1, 1, 1, 1, 1]


@pytest.mark.parametrize(
    ("scored", "step"), [(0, 1), (39_999, 1), (40_000, 3), (60_000, 3), (500_000, 25)]
)
def test_some_of_the_scores_of_a_busy_week_are_enough(scored: int, step: int) -> None:
    assert drift.step_of(scored) == step
