"""Tables and columns are renamed with all their rows, and renamed back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import MetaData, Table, select

from auth.db.base import Base
from auth.db.database import Database
from moderation.running.migrate import downgrade, upgrade
from tests import rows

[MIGRATION] = Path("migrations/versions").glob("*_names_of_the_glossary.py")
RENAMED = MIGRATION.name[:4]
BEFORE = f"{int(RENAMED) - 1:04d}"
NAMES = {
    "mute": ("block", {"muter_id": "blocker_id", "muted_id": "blocked_id"}),
    "notification": ("notice", {}),
    "notification_setting": ("notice_setting", {}),
    "sanction_appeal": ("measure_appeal", {}),
    "near_duplicate_band": ("copy_band", {}),
}


def stored(database: Database, name: str) -> list[dict[str, Any]]:
    """Return the rows of a table as the database itself has them."""
    table = Table(name, MetaData(), autoload_with=database.engine)
    with database.engine.connect() as connection:
        return [dict(row) for row in connection.execute(select(table)).mappings()]


@pytest.mark.parametrize("name", NAMES)
def test_a_renamed_table_keeps_its_rows(database: Database, name: str) -> None:
    with database.unit_of_work(write=True) as work:
        rows.make(work.session, Base.metadata.tables[name])
    # Columns that later migrations add are no part of this one.
    downgrade(database, RENAMED)
    before = stored(database, name)
    former, columns = NAMES[name]

    downgrade(database, BEFORE)
    as_formerly = stored(database, former)
    upgrade(database, RENAMED)

    assert len(before) == 1
    assert as_formerly == [
        {columns.get(each, each): value for each, value in before[0].items()}
    ]
    assert stored(database, name) == before


def test_an_answer_that_is_kept_for_an_appeal_is_found_by_the_new_name(
    database: Database,
) -> None:
    records = Base.metadata.tables["idempotency_record"]
    with database.unit_of_work(write=True) as work:
        rows.make(work.session, records, route="api.appeal_sanction")

    downgrade(database, BEFORE)
    [as_formerly] = stored(database, records.name)
    upgrade(database)

    assert as_formerly["route"] == "api.appeal_measure"
    assert stored(database, records.name)[0]["route"] == "api.appeal_sanction"
