"""Every event has a producer, a row in the table, and something that follows it."""

from __future__ import annotations

import ast
import importlib
from dataclasses import is_dataclass
from functools import cache
from pathlib import Path

import pytest

from moderation.event_table import TABLE

ROOT = Path(__file__).parents[2]
MECHANISM = ROOT / "moderation" / "platform" / "events.py"
SOURCES = sorted((ROOT / "moderation").rglob("*.py"))


def declared() -> list[type]:
    """Return the event classes of all rooms."""
    found = []
    for path in sorted(set(ROOT.glob("moderation/**/events.py")) - {MECHANISM}):
        name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        module = importlib.import_module(name)
        found += [
            each
            for each in vars(module).values()
            if isinstance(each, type) and each.__module__ == name
        ]
    return found


@cache
def calls(path: Path) -> set[str]:
    """Return the names that the module at *path* calls."""
    return {
        node.func.id
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }


def test_the_table_has_a_row_for_each_event_and_no_other() -> None:
    assert set(TABLE.rows) == set(declared())


@pytest.mark.parametrize("event", declared(), ids=lambda event: event.__name__)
def test_an_event_is_frozen_recorded_and_followed(event: type) -> None:
    assert is_dataclass(event)
    assert event.__dataclass_params__.frozen  # type: ignore[attr-defined]
    assert TABLE.rows[event].followed_by
    assert any(event.__name__ in calls(path) for path in SOURCES)


@pytest.mark.parametrize(
    "event",
    [event for event, row in TABLE.rows.items() if row.refused_by],
    ids=lambda event: event.__name__,
)
def test_what_can_be_refused_is_checked_where_it_is_recorded(event: type) -> None:
    producers = [path for path in SOURCES if event.__name__ in calls(path)]

    assert producers
    assert all("events.check(" in path.read_text() for path in producers)
