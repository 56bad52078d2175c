"""The image and the compose files match the settings and each other.

``make lint`` checks their syntax. These tests check what it cannot know.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
import yaml

from moderation.platform.config import Config
from moderation.platform.settings.environment import from_environment
from moderation.running.safety import refusal_of
from tests.serving import ROOT, Served, free_port

SETTINGS = {each.metadata["name"] for each in fields(Config)}
DOCKERFILE = (ROOT / "Dockerfile").read_text()
COMPOSE = ["compose.yaml", "compose.postgres.yaml"]
GIVEN = {
    "SECRET_KEY": "uCmhgVmDkKWOCBDhxQVfPUCMZlyCWiSY",
    "BASE_URL": "https://comments.example.org",
    "SMTP_URL": "smtps://mail.example.org",
    "MAIL_FROM": "comments@example.org",
    "POSTGRES_PASSWORD": "secret",
}
ENVIRONMENT_OF_PYTHON = {"PATH", "PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED"}


def variables_of_the_image() -> dict[str, str]:
    final = DOCKERFILE.rpartition("\nFROM ")[2]
    return dict(re.findall(r"^(?:ENV|   ) ([A-Z_]+)=(\S+)", final, re.MULTILINE))


def services(file: str) -> dict[str, Any]:
    """Return the services of a compose file that run Ceasefire's image."""
    found = yaml.safe_load((ROOT / file).read_text())["services"]
    return {name: each for name, each in found.items() if each.get("build")}


def filled_in(value: str) -> str:
    """Return *value* as Compose passes it on, with the operator's settings."""
    return re.sub(
        r"\$\{(\w+):(?:\?[^}]*|-([^}]*))\}",
        lambda found: GIVEN.get(found[1], found[2] or ""),
        value,
    )


def settings_of(service: dict[str, Any]) -> dict[str, str]:
    own = {name: filled_in(text) for name, text in service["environment"].items()}
    return variables_of_the_image() | own


def test_the_image_sets_only_settings_that_exist() -> None:
    assert variables_of_the_image().keys() <= SETTINGS | ENVIRONMENT_OF_PYTHON


def test_the_image_listens_where_other_containers_reach_it() -> None:
    config = from_environment(variables_of_the_image())

    assert config.address == "http://0.0.0.0:8000"
    assert config.prepared_path == Path("/opt/ceasefire/classifier")


def test_the_image_runs_as_nobody_in_particular() -> None:
    users = re.findall(r"^USER (.+)$", DOCKERFILE, re.MULTILINE)

    assert users == ["10001:10001"]


@pytest.mark.parametrize("is_up", [True, False])
def test_the_health_check_tells_whether_the_process_answers(
    served: Served, *, is_up: bool
) -> None:
    [listed] = re.findall(r"^  CMD (\[.*\])$", DOCKERFILE, re.MULTILINE)
    program, *arguments = json.loads(listed)
    port = served.port if is_up else free_port()

    done = subprocess.run(
        [sys.executable, *arguments],
        env={"PORT": str(port)},
        check=False,
        capture_output=True,
    )

    assert program == "python"
    assert (done.returncode == 0) == is_up, done.stderr


def test_the_image_copies_only_what_is_sent_to_its_build() -> None:
    sent = re.findall(r"^!(.+)$", (ROOT / ".dockerignore").read_text(), re.MULTILINE)
    lines = re.findall(r"^COPY ([^-].+) \S+$", DOCKERFILE, re.MULTILINE)

    copied = {name for line in lines for name in line.split()}
    assert copied == set(sent)
    assert all((ROOT / name).exists() for name in copied)


@pytest.mark.parametrize("file", COMPOSE)
def test_every_process_starts_with_what_the_operator_is_asked_for(file: str) -> None:
    for name, service in services(file).items():
        assert service["environment"].keys() <= SETTINGS, name
        assert refusal_of(from_environment(settings_of(service))) is None, name


@pytest.mark.parametrize("file", COMPOSE)
def test_a_process_can_write_to_its_volume_and_nowhere_else(file: str) -> None:
    for name, service in services(file).items():
        assert service["read_only"], name
        assert service["cap_drop"] == ["ALL"], name
        assert service["volumes"] == ["data:/data"], name
        assert service["tmpfs"] == ["/tmp"], name  # noqa: S108  Inside the container.


@pytest.mark.parametrize("file", COMPOSE)
def test_only_this_machine_reaches_the_pages_without_a_proxy(file: str) -> None:
    ports = [port for each in services(file).values() for port in each.get("ports", [])]

    assert ports == ["127.0.0.1:8000:8000"]
