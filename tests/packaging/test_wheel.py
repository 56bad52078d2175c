"""The wheel contains everything that Ceasefire needs, and runs in an empty folder."""

from __future__ import annotations

import subprocess
import sys
import sysconfig
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import Message
from email.parser import Parser
from pathlib import Path
from zipfile import ZipFile

import pytest

from moderation import __version__
from tests.checkpoints import build, named
from tests.serving import ROOT, Served

RANDOM = "uCmhgVmDkKWOCBDhxQVfPUCMZlyCWiSY"
FIND_BUNDLED = """
from pathlib import Path
from moderation.scoring.base import checkpoints
print(checkpoints.find("bundled", Path(), sha256="", report=print).file)
"""


@dataclass
class Installed(Served):
    """A production newsroom that runs from an installed wheel."""

    environment_folder: Path = field(kw_only=True)

    @property
    def program(self) -> list[str]:
        """The console script."""
        return [str(self.environment_folder / "bin" / "ceasefire")]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    hatchling = [sys.executable, "-m", "hatchling", "build", "-t", "wheel"]
    subprocess.run([*hatchling, "-d", str(folder)], cwd=ROOT, check=True)
    [built] = folder.iterdir()
    return built


@pytest.fixture(scope="module")
def environment(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A virtual environment with the wheel and what these tests run on."""
    folder = tmp_path_factory.mktemp("environment")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder], check=True)
    python = str(folder / "bin" / "python")
    pip = [sys.executable, "-m", "pip", "--python", python, "--quiet", "install"]
    subprocess.run([*pip, "--no-deps", "--no-index", str(wheel)], check=True)
    [packages] = folder.glob("lib/python*/site-packages")
    (packages / "tests.pth").write_text(sysconfig.get_path("purelib"))
    return folder


@pytest.fixture
def installed(environment: Path, tmp_path: Path) -> Iterator[Installed]:
    """A newsroom with a small classifier, set up in an empty folder."""
    checkpoint = named(build(tmp_path / "own"))
    (tmp_path / "empty").mkdir()
    newsroom = Installed(
        tmp_path / "empty" / "instance",
        {
            "CEASEFIRE_ENV": "production",
            "CEASEFIRE_INSTANCE": "",
            "SECRET_KEY": RANDOM,
            "BASE_URL": "https://comments.example.org",
            "SMTP_URL": "smtps://mail.example.org",
            "CLASSIFIER": str(checkpoint.file),
            "CLASSIFIER_SHA256": checkpoint.sha256,
        },
        folder=tmp_path / "empty",
        environment_folder=environment,
    )
    newsroom.flask("setup")
    newsroom.start()
    yield newsroom
    newsroom.stop()


def metadata(wheel: Path) -> Message:
    with ZipFile(wheel) as archive:
        name = f"ceasefire-{__version__}.dist-info/METADATA"
        return Parser().parsestr(archive.read(name).decode())


def below(folder: str) -> set[str]:
    return {
        str(path.relative_to(ROOT))
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


def test_the_wheel_holds_both_packages_and_the_migrations(wheel: Path) -> None:
    migrations = {f"moderation/{name}" for name in below("migrations")}

    with ZipFile(wheel) as archive:
        held = {name for name in archive.namelist() if ".dist-info/" not in name}

    assert held == below("auth") | below("moderation") | migrations


def test_the_wheel_says_its_version_its_licence_and_its_extras(wheel: Path) -> None:
    said = metadata(wheel)

    assert said["Version"] == __version__
    assert said["License-Expression"] == "Apache-2.0"
    assert said.get_all("License-File") == ["LICENSE", "NOTICE"]
    extras = {"web", "classifier", "telemetry", "train", "test"}
    assert set(said.get_all("Provides-Extra") or []) == extras


def test_the_bundled_checkpoint_is_whole(environment: Path, tmp_path: Path) -> None:
    python = environment / "bin" / "python"

    done = subprocess.run(
        [python, "-c", FIND_BUNDLED],
        cwd=tmp_path,
        check=True,
        capture_output=True,
        text=True,
    )

    assert Path(done.stdout.strip()).is_relative_to(environment)


@pytest.mark.slow
def test_an_installed_newsroom_answers_from_an_empty_folder(
    installed: Installed,
) -> None:
    for path in ("/", "/login", "/static/css/base.css", "/api/v1/openapi.json"):
        with urllib.request.urlopen(f"{installed.url}{path}") as answer:
            assert answer.status == 200

    assert {path.name for path in installed.folder.iterdir()} == {"instance"}
    assert (installed.instance_path / "ceasefire.sqlite").exists()
    assert (installed.instance_path / "classifier").exists()
