"""Computes the positions of a chart's marks in a drawing of fixed size.

The page draws the result with SVG elements and classes only, without style or script.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from auth.core.formats import number
from auth.core.translation import gettext as _
from moderation.tuning.rules.shares import Share

LEFT, RIGHT, TOP, BOTTOM = 34.0, 12.0, 8.0, 22.0
A_LETTER = 6.6
"""The approximate width of a letter of a label, in units of the drawing."""

HALVES = (1, 2, 4, 6, 8, 10)
"""Ends of an axis whose half is a round number, too."""


@dataclass(frozen=True)
class Series:
    """The figures of one line or row of bars; ``None`` for a gap.

    :param ranges: the interval of each figure, if it has one.
    """

    name: str
    values: Sequence[float | None]
    ranges: Sequence[tuple[float, float] | None] = ()


@dataclass(frozen=True)
class Chart:
    """Series to draw over the same labels.

    :param unit: follows each figure in words, for example " %".
    :param limits: the figures at which a horizontal line is drawn.
    :param least: the axis ends at this value or above.
    :param most: the axis ends at this value or below.
    """

    title: str
    names: Sequence[str]
    series: Sequence[Series]
    unit: str = ""
    is_bars: bool = False
    limits: Sequence[float] = ()
    least: float = 4.0
    most: float = math.inf
    width: float = 320.0
    height: float = 150.0

    @property
    def is_known(self) -> bool:
        """Whether there is any figure to draw."""
        return any(value is not None for each in self.series for value in each.values)


@dataclass(frozen=True)
class ChartLabel:
    """A label and its position."""

    x: float
    y: float
    words: str


@dataclass(frozen=True)
class Bar:
    """A bar that rises from the axis."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class DrawnSeries:
    """The marks of one series: bars, or a path through points with their ranges."""

    path: str
    ranges: str
    points: Sequence[tuple[float, float]]
    bars: Sequence[Bar]


@dataclass(frozen=True)
class Drawing:
    """All marks of a chart.

    :param ticks: labels of the vertical axis, each with a horizontal line.
    :param limits: the height of each limit.
    """

    series: Sequence[DrawnSeries]
    ticks: Sequence[ChartLabel]
    names: Sequence[ChartLabel]
    limits: Sequence[float]
    right: float
    bottom: float


def draw(chart: Chart) -> Drawing:
    """Return the marks of *chart*."""
    top = axis_top(chart)
    bottom, right = chart.height - BOTTOM, chart.width - RIGHT
    step = (right - LEFT) / max(len(chart.names), 1)
    xs = [round(LEFT + (each + 0.5) * step, 1) for each in range(len(chart.names))]

    def at(value: float) -> float:
        share = min(max(value / top, 0.0), 1.0)
        return round(bottom - share * (bottom - TOP), 1)

    # A name is written only where it does not run into the one before.
    longest = max((len(each) for each in chart.names), default=0)
    stride = max(math.ceil((longest + 1) * A_LETTER / step), 1)
    return Drawing(
        [_drawn(each, xs, step, at, chart.is_bars) for each in chart.series],
        [ChartLabel(LEFT - 5, at(top * n / 2), figure(top * n / 2)) for n in range(3)],
        [
            ChartLabel(x, chart.height - 6, name)
            for x, name in list(zip(xs, chart.names, strict=True))[::stride]
        ],
        [at(each) for each in chart.limits],
        right,
        bottom,
    )


def axis_top(chart: Chart) -> float:
    """Return the round figure at which the vertical axis of *chart* ends."""
    values = [value for each in chart.series for value in each.values if value]
    highs = [pair[1] for each in chart.series for pair in each.ranges if pair]
    most = max([*values, *highs, *chart.limits, chart.least])
    scale = 10.0 ** math.floor(math.log10(most))
    top = next(each * scale for each in HALVES if each * scale >= most * (1 - 1e-9))
    return min(top, chart.most)


def described(chart: Chart) -> str:
    """Return a chart in words, for people who cannot see it."""
    return " ".join(_told(each, chart) for each in chart.series)


def shares(name: str, found: Sequence[Share]) -> Series:
    """Return shares in per cent, each with its interval."""
    return Series(
        name,
        [None if each.value is None else each.value * 100 for each in found],
        [
            None if each.value is None else (each.low * 100, each.high * 100)
            for each in found
        ],
    )


def figure(value: float) -> str:
    """Return a figure with as few decimals as it needs, at most two."""
    return number(round(value, 2))


def _drawn(
    series: Series,
    xs: Sequence[float],
    step: float,
    at: Callable[[float], float],
    is_bars: bool,
) -> DrawnSeries:
    if is_bars:
        base, wide = at(0.0), round(step * 0.7, 1)
        bars = [
            Bar(round(x - wide / 2, 1), at(value), wide, round(base - at(value), 1))
            for x, value in zip(xs, series.values, strict=True)
            if value is not None
        ]
        return DrawnSeries("", "", (), bars)
    path, points, is_down = "", [], False
    for x, value in zip(xs, series.values, strict=True):
        if value is not None:
            # An unknown figure leaves a gap, because a line would suggest a value.
            path += f"{'L' if is_down else 'M'}{x} {at(value)}"
            points.append((x, at(value)))
        is_down = value is not None
    ranges = "".join(
        f"M{x} {at(pair[0])}V{at(pair[1])}"
        for x, pair in zip(xs, series.ranges, strict=False)
        if pair is not None
    )
    return DrawnSeries(path, ranges, points, ())


def _told(series: Series, chart: Chart) -> str:
    known = [
        (value, name)
        for value, name in zip(series.values, chart.names, strict=True)
        if value is not None
    ]
    if not known:
        return _("%(name)s: unknown.", name=series.name)
    (highest, where), (last, newest) = max(known, key=lambda each: each[0]), known[-1]
    lowest, there = min(known, key=lambda each: each[0])
    unit = chart.unit
    if chart.is_bars:
        figures = "; ".join(f"{name} {figure(value)}{unit}" for value, name in known)
        return _("%(name)s: %(figures)s.", name=series.name, figures=figures)
    return _(
        "%(name)s: %(last)s at %(newest)s, at most %(highest)s at %(where)s, at least "
        "%(lowest)s at %(there)s.",
        name=series.name,
        last=figure(last) + unit,
        newest=newest,
        highest=figure(highest) + unit,
        where=where,
        lowest=figure(lowest) + unit,
        there=there,
    )
