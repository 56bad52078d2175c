"""How scores spread from week to week, told from a sample and for each site."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from auth.database import Database
from moderation.scoring.labels import Label
from moderation.tuning.services import drifting
from tests import newsroom
from tests.judged import judged

MINUTE = timedelta(minutes=1)


def test_the_drift_of_one_site_is_of_its_own_scores(
    database: Database, now: datetime
) -> None:
    with database.unit_of_work(write=True) as work:
        session = work.session
        site = newsroom.found(session, now=now)
        article = newsroom.article(session, now=now)
        reader = newsroom.person(session, "Ruth", now=now)
        for number in range(2):
            judged(session, reader, article, f"Text {number}", 0.3, now=now)
        [counted, none] = [
            drifting.spread(session, now - MINUTE, now + MINUTE, site_id)
            for site_id in (site.id, site.id + 1)
        ]
    assert sum(counted[Label.TOXICITY]) == 2
    assert sum(none[Label.TOXICITY]) == 0


def test_small_chances_that_grow_are_told_from_those_that_do_not(
    database: Database, now: datetime
) -> None:
    with database.unit_of_work(write=True) as work:
        session = work.session
        newsroom.found(session, now=now)
        article = newsroom.article(session, now=now)
        reader = newsroom.person(session, "Ruth", now=now)
        for toxicity in (0.00005, 0.0005, 0.005, 0.05, 0.3, 0.9):
            judged(session, reader, article, f"Text {toxicity}", toxicity, now=now)

        counted = drifting.spread(session, now - MINUTE, now + MINUTE, None)

    assert counted[Label.TOXICITY] == [1, 1, 1, 1, 1, 1]


@pytest.mark.parametrize(
    ("scored", "step"), [(0, 1), (39_999, 1), (40_000, 3), (60_000, 3), (500_000, 25)]
)
def test_of_a_busy_week_a_part_of_the_scores_is_enough(scored: int, step: int) -> None:
    assert drifting.step_of(scored) == step
