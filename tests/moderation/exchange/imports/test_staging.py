"""The staging stays small in memory, however large the file is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from auth.db.database import Database
from moderation.exchange.imports import articles, staging
from moderation.exchange.imports.arranging import arrange
from moderation.exchange.imports.formats import coral
from moderation.exchange.imports.options import ImportOptions
from moderation.exchange.imports.plans import plan_of
from tests.moderation.exchange.imports import importing
from tests.moderation.exchange.imports.coral_exports import folder_of_lines


def test_no_statement_sorts_or_groups_more_than_it_returns(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    options = ImportOptions(latest=importing.LATEST, creates_articles=False)
    sorting = []
    with staging.opened() as opened:
        run = opened.run

        def explained(statement: str, values: Any = ()) -> Any:
            if statement.split(maxsplit=1)[0] in ("SELECT", "UPDATE", "DELETE"):
                plan = str(run(f"EXPLAIN QUERY PLAN {statement}", values).fetchall())
                if "TEMP B-TREE" in plan and "LIMIT" not in statement:
                    sorting.append(statement)
            return run(statement, values)

        monkeypatch.setattr(opened, "run", explained)
        opened.fill(coral.read(folder_of_lines(tmp_path)))
        articles.find_all(opened, options)
        arrange(opened, options)
        plan_of(opened, options)
        assert list(opened.in_order(size=2)) == []

    assert sorting == []


@pytest.mark.parametrize("level", [None, 0])
def test_comments_are_changed_part_by_part(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, level: int | None
) -> None:
    monkeypatch.setattr(staging, "CHANGED_AT_ONCE", 2)
    with staging.opened() as opened:
        opened.fill(coral.read(folder_of_lines(tmp_path)))
        opened.run("UPDATE comment SET level = 0")

        parts = [tuple(each.values()) for each in opened.ranges(level)]

    assert parts == [(0, 2), (3, 4), (5, 6), (7, 7)]


@pytest.mark.parametrize("size", [1, 3, 10_000])
def test_the_size_of_a_part_changes_no_plan(
    sqlite_database: Database,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    size: int,
) -> None:
    importing.found(sqlite_database)
    file = folder_of_lines(tmp_path)
    usual = importing.plan(sqlite_database, file, "coral")

    monkeypatch.setattr(staging, "CHANGED_AT_ONCE", size)

    assert importing.plan(sqlite_database, file, "coral") == usual
