"""With LOG_FORMAT=json every event is one JSON object on one line."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
import structlog
from flask import Flask

from moderation.platform import logs


@pytest.fixture
def as_json() -> Iterator[None]:
    before = structlog.get_config()
    logs.setup(Flask("test"), as_json=True)
    yield
    structlog.configure(**before)


@pytest.mark.usefixtures("as_json")
def test_an_event_is_an_object_without_secrets(
    capsys: pytest.CaptureFixture[str],
) -> None:
    structlog.get_logger().warning(
        "chore.failed", chore="a\nb", password="hunter2", count=3
    )

    [line] = capsys.readouterr().err.splitlines()
    event = json.loads(line)
    assert event["event"] == "chore.failed"
    assert (event["level"], event["count"]) == ("warning", 3)
    assert "hunter2" not in line


@pytest.mark.usefixtures("as_json")
def test_a_traceback_is_a_field_of_its_event(
    capsys: pytest.CaptureFixture[str],
) -> None:
    try:
        int("no\nsuch thing")
    except ValueError:
        structlog.get_logger().exception("request.failed")

    [line] = capsys.readouterr().err.splitlines()
    assert "ValueError" in json.loads(line)["exception"]
