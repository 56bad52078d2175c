"""Commands before setup."""

from __future__ import annotations

from pathlib import Path

import pytest

from moderation.app import Parts, create_app
from moderation.app import testing_config as config_for_tests
from moderation.event_table import open_database


@pytest.mark.parametrize(
    "command",
    [
        ["staff", "create", "ann@paper.example", "--name", "Ann"],
        ["key", "list"],
        ["purge"],
        ["model", "learn", "--decisions"],
        ["model", "install", __file__],
        ["model", "calibrate", "small.ckpt", "--decisions"],
    ],
    ids=lambda command: " ".join(command[:2]),
)
def test_a_command_before_setup_asks_for_setup(
    tmp_path: Path, command: list[str]
) -> None:
    blank = open_database(f"sqlite:///{tmp_path / 'blank.sqlite'}")
    app = create_app(config_for_tests(tmp_path), Parts(blank))

    done = app.test_cli_runner().invoke(args=command)

    blank.dispose()
    assert done.exit_code == 1
    assert done.stderr.startswith("Error: The database lacks tables")
    assert "flask --app wsgi setup" in done.stderr
