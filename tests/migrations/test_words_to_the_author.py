"""Notes that authors were shown stay visible to them; all others are internal."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import column, select, table

from auth.db.base import Base
from auth.db.database import Database
from moderation.running.migrate import downgrade, upgrade
from tests import rows

[MIGRATION] = Path("migrations/versions").glob("*_words_to_the_author.py")
BEFORE = f"{int(MIGRATION.name[:4]) - 1:04d}"


@pytest.mark.parametrize(
    ("name", "given", "is_quoted"),
    [
        ("decision", {"action": "reject", "reason": "spam"}, True),
        ("decision", {"action": "approve"}, False),
        ("decision", {"action": "escalate"}, False),
        ("sanction", {"kind": "warn"}, True),
        ("batch", {"action": "reject"}, True),
        ("batch", {"action": "approve"}, False),
    ],
)
def test_an_earlier_note_goes_where_it_was_read_before(
    sqlite_database: Database, name: str, given: dict[str, str], is_quoted: bool
) -> None:
    with sqlite_database.unit_of_work(write=True) as work:
        rows.make(work.session, Base.metadata.tables[name], **given)
    downgrade(sqlite_database, BEFORE)
    old = table(name, column("note"))
    with sqlite_database.engine.begin() as connection:
        connection.execute(old.update().values(note="Read this."))

    upgrade(sqlite_database)

    new = table(name, column("note"), column("words_to_author"))
    with sqlite_database.engine.connect() as connection:
        found = tuple(connection.execute(select(new)).one())
    assert found == (("", "Read this.") if is_quoted else ("Read this.", ""))


def test_an_internal_note_never_becomes_words_to_the_author(
    sqlite_database: Database,
) -> None:
    decision = Base.metadata.tables["decision"]
    with sqlite_database.unit_of_work(write=True) as work:
        rows.make(
            work.session, decision, action="reject", reason="spam", note="Inside."
        )

    downgrade(sqlite_database, BEFORE)
    upgrade(sqlite_database)

    with sqlite_database.engine.connect() as connection:
        assert connection.scalar(select(decision.c.words_to_author)) == ""
