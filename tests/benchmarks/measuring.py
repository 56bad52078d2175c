"""Measures and prints figures beside what they are compared with."""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable

ROUNDS = 30
BLOCKS = 5


def milliseconds(
    act: Callable[[], object],
    rounds: int = ROUNDS,
    *,
    before: Callable[[], object] = lambda: None,
) -> float:
    """Return how long *act* takes, after one call that is not counted.

    It is the median of *rounds*, in the quietest of some blocks: what else a machine
    does makes it slower and never faster. A single round is a block of its own.

    :param before: is called before each, and not counted.
    """
    act()
    blocks = BLOCKS if rounds > 1 else 1
    return min(_median(act, rounds, before) for _ in range(blocks))


def _median(
    act: Callable[[], object], rounds: int, before: Callable[[], object]
) -> float:
    taken = []
    for _ in range(rounds):
        before()
        begun = time.perf_counter()
        act()
        taken.append((time.perf_counter() - begun) * 1_000)
    return statistics.median(taken)


def report(
    name: str,
    figure: float,
    unit: str,
    against: str | None = None,
    against_figure: float | None = None,
) -> None:
    """Print a figure as a JSON object, with its ratio to the comparison."""
    ratio = figure / against_figure if against_figure else None
    row = {
        "name": name,
        "figure": round(figure, 3),
        "unit": unit,
        "against": against,
        "against_figure": None if against_figure is None else round(against_figure, 3),
        "ratio": None if ratio is None else round(ratio, 2),
    }
    print(json.dumps(row), flush=True)
