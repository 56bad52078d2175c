from __future__ import annotations

from functools import partial

import pytest

from moderation.tuning.rules.charts import (
    Bar,
    Chart,
    Series,
    axis_top,
    described,
    draw,
    shares,
)
from moderation.tuning.rules.shares import UNKNOWN, share

DAYS = ("1 May", "2 May", "3 May", "4 May")
# Fifty units to each of four days, and a hundred up from the axis at 108 to 8.
SIZED = partial(Chart, width=246.0, height=130.0)


def test_a_line_goes_through_its_figures_as_high_as_they_are() -> None:
    chart = SIZED("Held", DAYS, [Series("Held", [0, 5, 10, 2])])

    drawn = draw(chart).series[0]

    assert drawn.path == "M59.0 108.0L109.0 58.0L159.0 8.0L209.0 88.0"
    assert drawn.points[1] == (109.0, 58.0)


def test_an_unknown_value_leaves_a_gap_in_the_line() -> None:
    chart = SIZED("Held", DAYS, [Series("Held", [10, None, 10, 10])])

    drawn = draw(chart).series[0]

    assert drawn.path == "M59.0 8.0M159.0 8.0L209.0 8.0"
    assert len(drawn.points) == 3


def test_a_share_is_drawn_with_its_interval_and_an_unknown_one_not_at_all() -> None:
    found = [share(5, 10), UNKNOWN]
    chart = SIZED("False holds", DAYS[:2], [shares("", found)], least=100.0)

    drawn = draw(chart).series[0]

    # Wilson's interval of five in ten is 23.7 to 76.3 per cent.
    assert drawn.points == [(84.0, 58.0)]
    assert drawn.ranges == "M84.0 84.3V31.7"


def test_bars_stand_on_the_axis_and_are_as_high_as_their_figures() -> None:
    chart = SIZED("Waits", DAYS, [Series("", [10, 0, 5, 1])], is_bars=True)

    bars = draw(chart).series[0].bars

    assert bars[0] == Bar(41.5, 8.0, 35.0, 100.0)
    assert [each.height for each in bars] == [100.0, 0.0, 50.0, 10.0]
    assert {each.y + each.height for each in bars} == {108.0}


@pytest.mark.parametrize(
    ("values", "top"),
    [
        ([0, 0], 4.0),
        ([3, 4], 4.0),
        ([5, None], 6.0),
        ([11, 3], 20.0),
        ([61, 3], 80.0),
        ([1_234, 3], 2_000.0),
    ],
)
def test_the_axis_ends_at_the_next_round_figure(
    values: list[float | None], top: float
) -> None:
    chart = Chart("", DAYS[:2], [Series("", values)])

    assert axis_top(chart) == top


def test_an_axis_of_shares_ends_at_a_hundred_per_cent() -> None:
    chart = Chart("", DAYS[:1], [shares("", [share(99, 100)])], most=100.0)

    assert [each.words for each in draw(chart).ticks] == ["0", "50", "100"]


def test_limits_lie_across_the_drawing_at_their_figure() -> None:
    drift = Series("", [0.05, 0.1, 0.2, 0.4])
    chart = SIZED("", DAYS, [drift], limits=(0.1, 0.25), least=0.3)

    drawing = draw(chart)

    assert drawing.limits == [83.0, 45.5]
    assert drawing.series[0].points[1][1] == drawing.limits[0]


def test_names_that_would_run_into_each_other_are_left_out() -> None:
    names = [f"{day} November" for day in range(1, 15)]
    chart = Chart("", names, [Series("", [1] * 14)], width=320.0)

    written = [each.words for each in draw(chart).names]

    assert written == ["1 November", "6 November", "11 November"]


def test_a_chart_is_told_in_words_to_those_who_do_not_see_it() -> None:
    chart = Chart("", DAYS, [Series("Held", [4, 9.5, None, 3])], unit=" min")

    assert described(chart) == (
        "Held: 3 min at 4 May, at most 9.5 min at 2 May, at least 3 min at 4 May."
    )


def test_bars_are_told_one_by_one_and_nothing_known_is_unknown() -> None:
    bars = Chart("", DAYS[:2], [Series("Waiting", [4, 2])], is_bars=True)
    nothing = Chart("", DAYS[:2], [Series("Threat", [None, None])])

    assert described(bars) == "Waiting: 1 May 4; 2 May 2."
    assert described(nothing) == "Threat: unknown."
    assert draw(nothing).series[0].path == ""
