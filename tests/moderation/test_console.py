"""The console script ``ceasefire``."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from moderation import __version__
from tests.serving import ROOT

CEASEFIRE = ("-c", "import sys; from moderation.console import main; main()")
FLASK = ("-m", "flask", "--app", "wsgi")


def said(folder: Path, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env={"CEASEFIRE_ENV": "testing", "CEASEFIRE_INSTANCE": str(folder)},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def commands(help_text: str) -> set[str]:
    listed = help_text.partition("Commands:")[2]
    return set(re.findall(r"^  ([a-z-]+)", listed, re.MULTILINE))


def test_the_console_offers_the_commands_of_the_application(tmp_path: Path) -> None:
    ours = commands(said(tmp_path, *CEASEFIRE, "--help"))
    flasks = commands(said(tmp_path, *FLASK, "--help"))

    assert {"setup", "serve", "worker"} <= ours
    assert flasks - ours == {"routes", "run", "shell"}
    assert ours <= flasks


def test_the_console_prints_its_version(tmp_path: Path) -> None:
    assert said(tmp_path, *CEASEFIRE, "--version") == (
        f"Ceasefire, version {__version__}\n"
    )
