"""The health check says that the process answers, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from auth.db.database import Database
from moderation.app import create_app
from moderation.app import testing_config as config_for_tests

NOWHERE = "postgresql+psycopg://nobody@127.0.0.1:1/nothing"


@pytest.mark.parametrize("perspective_only", [False, True])
def test_a_process_whose_database_is_away_still_answers(
    tmp_path: Path, *, perspective_only: bool
) -> None:
    config = config_for_tests(
        tmp_path, database_url=NOWHERE, perspective_only=perspective_only
    )

    answer = create_app(config).test_client().get("/healthz")

    assert (answer.status_code, answer.text) == (200, "ok\n")
    assert answer.headers["Cache-Control"] == "no-store"


def test_the_health_check_answers_on_any_host(
    sqlite_database: Database, tmp_path: Path
) -> None:
    config = config_for_tests(tmp_path, database_url=sqlite_database.url)

    client = create_app(config).test_client()

    assert client.get("/healthz", base_url="http://10.0.0.9:8000").status_code == 200
