"""The lock files name every installed package, with the hash of each file."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PIN = re.compile(r"^([A-Za-z0-9._-]+)(?:\[\w+\])?==(\S+)", re.MULTILINE)
ENTRY = re.compile(
    r"^([a-z0-9.-]+)==(\S+) \\\n((?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)+)",
    re.MULTILINE,
)
UNLOCKED = {"torch"}
"""The package whose files differ by index; see .ci/lock."""

SETS = [
    ("requirements.txt", "requirements.lock"),
    ("requirements-test.txt", "requirements-test.lock"),
]


def normal(name: str) -> str:
    """Return a package's name in the normalized form of package indexes."""
    return re.sub(r"[-_.]+", "-", name).lower()


def pins(file: str) -> dict[str, str]:
    found = PIN.findall((ROOT / file).read_text())
    return {normal(name): version for name, version in found}


def locked(file: str) -> dict[str, str]:
    found = ENTRY.findall((ROOT / file).read_text())
    return {normal(name): version for name, version, _ in found}


@pytest.mark.parametrize(("asked", "lock"), SETS)
def test_every_pin_is_locked_at_its_version(asked: str, lock: str) -> None:
    """If this fails, run ``make lock``."""
    wanted = {
        name: version for name, version in pins(asked).items() if name not in UNLOCKED
    }

    assert wanted.items() <= locked(lock).items()


@pytest.mark.parametrize("lock", [lock for _, lock in SETS])
def test_a_lock_holds_versions_and_hashes_and_nothing_else(lock: str) -> None:
    text = (ROOT / lock).read_text()

    rest = re.sub(r"^#.*\n", "", ENTRY.sub("", text), flags=re.MULTILINE)
    assert rest.strip() == ""
    assert not UNLOCKED & locked(lock).keys()


def test_the_tests_change_nothing_that_the_product_runs_on() -> None:
    assert (
        not locked("requirements.lock").keys() & locked("requirements-test.lock").keys()
    )
