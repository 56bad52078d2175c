"""The tests mirror the tree, and no test file is too long."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.architecture.sources import ROOT

LONGEST_TEST_FILE = 300

MIRRORED = ("auth", "moderation")
WITHOUT_A_ROOM = {
    "auth/attacks": "Attacks on accounts go through several rooms of auth at once.",
}
"""Test folders without a folder in the code, each with the reason."""

FILES = sorted((ROOT / "tests").rglob("*.py"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_test_file_is_too_long(path: Path) -> None:
    assert path.read_text().count("\n") <= LONGEST_TEST_FILE


def test_tests_share_helpers_in_modules_that_are_not_tests() -> None:
    importing = {
        path.relative_to(ROOT).as_posix()
        for path in FILES
        if re.search(
            r"^from tests[\w.]*(\.| import )test_", path.read_text(), re.MULTILINE
        )
    }

    assert importing == set()


def test_every_test_stands_at_the_path_of_the_room_that_it_tests() -> None:
    folders = {
        path.parent.relative_to(ROOT / "tests").as_posix()
        for package in MIRRORED
        for path in (ROOT / "tests" / package).rglob("test_*.py")
    }
    without = {each for each in folders if not (ROOT / each).is_dir()}

    assert without == set(WITHOUT_A_ROOM)


def test_the_guide_for_developers_names_every_suite_beside_the_mirror() -> None:
    suites = {
        path.name
        for path in (ROOT / "tests").iterdir()
        if path.is_dir() and path.name not in {*MIRRORED, "__pycache__"}
    }
    guide = (ROOT / "docs/guides/developers.md").read_text()

    assert suites == set(re.findall(r"^\| `tests/(\w+)/` \|", guide, re.MULTILINE))
