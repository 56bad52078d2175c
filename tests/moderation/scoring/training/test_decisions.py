"""Which decisions a classifier learns from, and how much each of them counts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from moderation.scoring.base.labels import Label
from moderation.scoring.training.decisions import (
    DecidedText,
    Least,
    TooFewDecisionsError,
    check,
    rows,
    split,
)

BEGAN = datetime(2026, 1, 1, tzinfo=UTC)


def decision(
    place: int,
    *,
    is_rejected: bool = False,
    text: str = "",
    weight: float = 1.0,
    twice: bool = False,
) -> DecidedText:
    return DecidedText(
        text or f"Comment {place}.",
        {Label.TOXICITY: float(is_rejected)},
        is_rejected,
        BEGAN + timedelta(hours=place),
        weight,
        twice,
    )


@pytest.mark.parametrize(
    ("approved", "rejected", "is_enough"),
    [
        pytest.param(1_800, 200, True, id="just enough of both"),
        pytest.param(1_799, 200, False, id="one decision too few"),
        pytest.param(1_801, 199, False, id="one rejection too few"),
    ],
)
def test_below_two_thousand_decisions_or_two_hundred_rejections_it_says_why_not(
    approved: int, rejected: int, *, is_enough: bool
) -> None:
    decisions = [decision(n) for n in range(approved)]
    decisions += [decision(n, is_rejected=True) for n in range(rejected)]

    if is_enough:
        check(decisions, Least())
    else:
        with pytest.raises(TooFewDecisionsError, match="gets worse at the rest"):
            check(decisions, Least())


def test_the_last_fifth_by_time_measures_without_texts_that_came_before() -> None:
    decisions = [decision(n) for n in range(10)]
    decisions[9] = decision(9, text="comment 3")

    lessons = split(decisions[::-1])

    assert [each.text for each in lessons.taught] == [f"Comment {n}." for n in range(8)]
    assert [each.text for each in lessons.kept_back] == ["Comment 8."]


@pytest.mark.parametrize(
    ("heavy", "times"),
    [
        pytest.param(decision(1, weight=10.0), 10.0, id="drawn once in ten"),
        pytest.param(decision(1, weight=500.0), 20.0, id="not without end"),
        pytest.param(decision(1, twice=True), 2.0, id="reviewed twice"),
        pytest.param(decision(1, weight=4.0, twice=True), 8.0, id="both"),
    ],
)
def test_a_decision_counts_what_it_represents(heavy: DecidedText, times: float) -> None:
    plain, weighed = rows([decision(0), heavy], passes=1)

    assert weighed.weight / plain.weight == pytest.approx(times)


def test_rejections_have_a_quarter_of_the_weight_however_few_they_are() -> None:
    decisions = [decision(n) for n in range(99)] + [decision(99, is_rejected=True)]

    found = rows(decisions, passes=1)

    assert found[-1].weight / sum(each.weight for each in found) == pytest.approx(0.25)
    assert sum(each.weight for each in found) == pytest.approx(100)
