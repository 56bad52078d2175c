"""An operator reads why a command does not start, without a traceback."""

from __future__ import annotations

from pathlib import Path

import pytest

from auth.db.database import Database
from moderation import app as application
from moderation.running import serve


@pytest.mark.parametrize("alone", [False, True])
def test_a_second_server_on_one_folder_says_why_it_does_not_start(
    sqlite_database: Database, tmp_path: Path, *, alone: bool
) -> None:
    config = application.testing_config(tmp_path, perspective_only=alone)
    app = application.create_app(config, application.Parts(sqlite_database))

    with serve.only_one(tmp_path / "serve.lock"):
        done = app.test_cli_runner().invoke(args=["serve"])

    assert done.exit_code == 1
    assert "Another server works on this instance folder already." in done.output
    assert "Traceback" not in done.output
