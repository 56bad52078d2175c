"""Prometheus gets figures that are true, and nobody else gets any."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import urllib.request
from pathlib import Path
from typing import Any

import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import text

from moderation import app as application
from moderation.discussion.rules import Status
from moderation.running.metrics.exposing import Exposition
from tests.calling import Newsroom, founded

DEPLOY = Path(__file__).parents[4] / "docs" / "deploy"
TOKEN = "a token of the operator"
OF_LIBRARIES = re.compile(r"(python|process)_")


@pytest.fixture
def measured(sqlite_database: Any, tmp_path: Path) -> Newsroom:
    config = application.testing_config(tmp_path, metrics_token=TOKEN)
    app = application.create_app(config, application.Parts(sqlite_database))
    return founded(app, sqlite_database)


def values(exposed: str) -> dict[tuple[str, tuple[str, ...]], float]:
    return {
        (sample.name, tuple(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(exposed)
        for sample in family.samples
    }


def read(called: Newsroom, token: str = TOKEN) -> Any:
    headers = {"Authorization": f"Bearer {token}"}
    return called.visitor().client.get("/metrics", headers=headers)


@pytest.mark.parametrize("token", ["", "wrong", "é"])
def test_without_the_token_there_is_no_such_page(
    measured: Newsroom, token: str
) -> None:
    assert read(measured, token).status_code == 404


def test_without_a_setting_no_token_is_right(called: Newsroom) -> None:
    assert read(called, "").status_code == 404


def test_the_figures_say_how_the_newsroom_stands(measured: Newsroom) -> None:
    _, author = measured.person("Nour")
    measured.comment(author, "A doubt", waits=True)
    measured.comment(author, "Not read yet", status=Status.WAITING)
    measured.visitor().client.get("/articles/truce")

    answer = read(measured)

    found = values(answer.get_data(as_text=True))
    assert found["ceasefire_queue_items", ("open",)] == 1
    assert found["ceasefire_classifier_queue_comments", ("waiting",)] == 2
    assert found["ceasefire_outbox_oldest_seconds", ("mail",)] == 0
    assert found["ceasefire_webhook_endpoints", ("enabled",)] == 0
    request = ("GET", "/articles/<key>", "200")
    assert found["ceasefire_http_request_duration_seconds_count", request] >= 1
    assert answer.headers["Cache-Control"] == "no-store"


def test_no_label_holds_what_somebody_sent(measured: Newsroom) -> None:
    client = measured.visitor().client
    client.get("/no/such/page-sent-by-somebody")
    client.open("/articles/truce", method="SENTBYSOMEBODY")

    shown = read(measured).get_data(as_text=True).lower().replace("-", "")
    assert "sentbysomebody" not in shown


def test_a_port_of_its_own_answers_without_a_token(measured: Newsroom) -> None:
    server = Exposition(measured.database).listen(0)
    url = f"http://127.0.0.1:{server.server_port}/metrics"

    with urllib.request.urlopen(url) as answer:
        found = values(answer.read().decode())

    server.shutdown()
    server.server_close()
    assert ("ceasefire_queue_items", ("open",)) in found


COUNT_ONE = """
from moderation.platform.counters import MAILS
MAILS.labels("sent").inc()
"""
COUNT_AND_TELL = f"""
{COUNT_ONE}
from moderation.running.metrics.exposing import shared
from prometheus_client import generate_latest
print(generate_latest(shared()).decode())
"""


def test_several_processes_share_their_counters(tmp_path: Path) -> None:
    environ = os.environ | {"PROMETHEUS_MULTIPROC_DIR": str(tmp_path)}

    told = [
        subprocess.run(
            [sys.executable, "-c", script],
            env=environ,
            cwd=DEPLOY.parents[1],
            check=True,
            capture_output=True,
        ).stdout.decode()
        for script in (COUNT_ONE, COUNT_AND_TELL)
    ]

    assert values(told[1])["ceasefire_mail_attempts_total", ("sent",)] == 2


def test_every_alert_is_about_figures_that_exist(measured: Newsroom) -> None:
    exposed = read(measured).get_data(as_text=True)
    known = {family.name for family in text_string_to_metric_families(exposed)}
    rules = yaml.safe_load((DEPLOY / "alerts.yml").read_text())["groups"][0]["rules"]

    for rule in rules:
        names = set(re.findall(r"ceasefire_\w+", rule["expr"]))
        families = {re.sub(r"_(count|bucket|sum|total)$", "", each) for each in names}
        assert families <= known, rule["alert"]
        assert rule["labels"]["severity"] in ("page", "ticket")
        assert rule["annotations"]["summary"].endswith(".")


def test_promtool_agrees_when_an_alert_is_raised() -> None:
    assert shutil.which("promtool"), "promtool was not found: install prometheus."
    command = ["promtool", "test", "rules", "alerts.test.yml"]
    subprocess.run(command, cwd=DEPLOY, check=True, capture_output=True)


def test_a_process_is_ready_once_the_database_has_its_schema(called: Newsroom) -> None:
    client = called.visitor().client
    assert client.get("/readyz").status_code == 200

    with called.database.engine.begin() as connection:
        connection.execute(text("DELETE FROM alembic_version"))

    answer = client.get("/readyz")
    assert (answer.status_code, answer.get_data(as_text=True)) == (
        503,
        "The database lacks migrations.\n",
    )
