"""Commands where a setting is refused: who needs a database does not run."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import Result

from auth.db.database import Database
from moderation.app import Parts, create_app
from moderation.app import testing_config as config_for_tests
from moderation.platform.config import Environment
from moderation.scoring.base.checkpoints import Checkpoint


def run(sqlite_database: Database, folder: Path, *command: str) -> Result:
    """Run a command of a newsroom in production without a secret key."""
    settings = config_for_tests(
        folder,
        environment=Environment.PRODUCTION,
        classifier="bundled",
        secret_key="",
    )
    app = create_app(settings, Parts(sqlite_database), for_commands=True)
    return app.test_cli_runner().invoke(args=command)


@pytest.mark.parametrize(
    "command",
    [
        ["setup"],
        ["serve"],
        ["key", "list"],
        ["model", "learn", "--decisions"],
        ["model", "install", "learned.ckpt"],
        ["model", "calibrate", "small.ckpt", "--decisions"],
    ],
    ids=" ".join,
)
def test_a_command_that_uses_the_database_names_the_refused_setting(
    sqlite_database: Database, tmp_path: Path, command: list[str]
) -> None:
    done = run(sqlite_database, tmp_path, *command)

    assert done.exit_code == 1
    assert done.stderr.startswith("Error: Ceasefire does not start:")
    assert "SECRET_KEY" in done.stderr


def test_a_command_that_uses_the_classifier_alone_runs(
    sqlite_database: Database, tmp_path: Path, small: Checkpoint
) -> None:
    averaged = tmp_path / "mean.ckpt"

    done = run(
        sqlite_database,
        tmp_path,
        *("model", "average", str(small.file), "--out", str(averaged)),
    )

    assert done.exit_code == 0
    assert averaged.is_file()


@pytest.mark.parametrize("command", ["prepare", "train", "evaluate", "calibrate"])
def test_the_other_commands_of_the_classifier_are_not_refused(
    sqlite_database: Database, tmp_path: Path, command: str
) -> None:
    done = run(sqlite_database, tmp_path, "model", command, "--no-such-option")

    assert "No such option" in done.stderr
