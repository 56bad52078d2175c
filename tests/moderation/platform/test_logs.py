"""The log of a failure: one event per line, and nobody can forge an event."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import text

from auth.db.database import Database
from moderation.app import Parts, create_app
from moderation.app import testing_config as config_for_tests
from tests.calling import founded

FORGED = "%0atimestamp=2026-11-30T00:00:00Z level=info event=security.logged_in"


@pytest.mark.parametrize("path", [f"/reset/x{FORGED}", f"/threads/1?page={FORGED}"])
def test_a_request_that_fails_cannot_forge_an_event(
    sqlite_database: Database,
    tmp_path: Path,
    path: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    app = create_app(config_for_tests(tmp_path), Parts(sqlite_database))
    newsroom = founded(app, sqlite_database)
    with sqlite_database.engine.begin() as connection:
        for table in ("mail_token", "comment"):
            connection.execute(text(f"ALTER TABLE {table} RENAME TO {table}_gone"))

    answer = newsroom.visitor().client.get(path)

    assert answer.status_code == 503
    logged = capsys.readouterr().err.splitlines()
    events = [line for line in logged if not line.startswith("  | ")]
    assert len(events) == 1
    assert "event=request.failed" in events[0]
    assert "security.logged_in" not in events[0]
