from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest

from auth.db.database import Database
from moderation.perspective.protocol.requests import Suggestion
from moderation.perspective.services import corrections
from moderation.scoring.base.labels import Label
from moderation.tuning.rules.shares import UNKNOWN, share
from moderation.tuning.rules.tables import Cell
from moderation.tuning.services.suggestion_figures import outside
from tests import newsroom

# General flags toxicity from 0.40 on.
HIGH, LOW = 0.80, 0.10


def told(
    database: Database, said: Sequence[tuple[float, float]], now: datetime
) -> Sequence[Sequence[Cell]]:
    """Store pairs of a suggested toxicity and our own; return the rows that follow."""
    with database.unit_of_work(write=True) as work:
        newsroom.ensure_newsroom(work.session, now=now)
        for number, (suggested, ours) in enumerate(said):
            corrections.store(
                work.session,
                Suggestion(
                    "You fool.",
                    {"TOXICITY": suggested, "SPAM": 1.0},
                    client_token=f"comment:{number}",
                ),
                scores={Label.TOXICITY: ours},
                model_version="1",
                key_id=None,
                now=now,
            )
        later = now + timedelta(hours=1)
        return outside(work.session, now=later).rows


@pytest.mark.parametrize(
    ("said", "gap", "let_through", "asked"),
    [
        ([(1, LOW), (1, HIGH)], "0.55 above ours", share(1, 2), UNKNOWN),
        ([(0, LOW), (0, HIGH)], "0.45 below ours", UNKNOWN, share(1, 2)),
        ([(0.9, LOW), (0.1, HIGH)], "0.05 above ours", share(1, 1), share(1, 1)),
        ([(1, HIGH), (0, LOW)], "0.05 above ours", share(0, 1), share(0, 1)),
    ],
    ids=["said to be there", "said not to be", "against us", "with us"],
)
def test_opinions_are_held_against_our_scores_and_thresholds(
    database: Database,
    now: datetime,
    said: list[tuple[float, float]],
    gap: str,
    let_through: Cell,
    asked: Cell,
) -> None:
    rows = told(database, said, now)

    assert rows == [("toxicity", 2, gap, let_through, asked)]


def test_labels_that_nobody_speaks_of_have_no_row(
    database: Database, now: datetime
) -> None:
    assert told(database, [], now) == []
