"""Limits move to where the same share of comments lies above them."""

from __future__ import annotations

import pytest

from moderation.policy.carrying import carried, carried_all, turned
from moderation.policy.rules import Threshold
from moderation.scoring.base.labels import Label

KNOTS = [(0.0, 0.0), (0.5, 0.2), (0.9, 0.8), (1.0, 1.0)]


@pytest.mark.parametrize(
    ("limit", "later"),
    [
        pytest.param(0.5, 0.2, id="at a knot"),
        pytest.param(0.7, 0.5, id="between two knots"),
        pytest.param(0.95, 0.9, id="near the top"),
        pytest.param(0.0, 0.0, id="always stays always"),
        pytest.param(1.0, 1.0, id="never stays never"),
        pytest.param(0.01, 0.004, id="to three places near the end"),
        pytest.param(0.9999, 0.999, id="below never"),
    ],
)
def test_a_limit_is_carried_over(limit: float, later: float) -> None:
    assert carried(limit, KNOTS) == later


def test_the_way_there_and_back_ends_where_it_began() -> None:
    limits = {Label.TOXICITY: Threshold(0.5, 0.9), Label.THREAT: Threshold(0.3, 1.0)}
    there = {Label.TOXICITY: KNOTS}

    found = carried_all(limits, there)

    assert found[Label.TOXICITY] == Threshold(0.2, 0.8)
    assert found[Label.THREAT] == limits[Label.THREAT]
    assert carried_all(limits, there, turned(there)) == limits
