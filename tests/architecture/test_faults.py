"""Every test that the list of faults names exists."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROW = re.compile(r"^\| (\d+) \| .+ \| .+ \| (.+) \|$", re.MULTILINE)
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")
FAULTS = 26


def rows() -> dict[int, str]:
    """Return the last column of the list, by the number of the fault."""
    text = (ROOT / "docs/faults.md").read_text()
    return {int(number): tests for number, tests in ROW.findall(text)}


def test_every_fault_has_its_row() -> None:
    assert list(rows()) == list(range(1, FAULTS + 1))


def defined_in(path: str) -> set[str]:
    """Return the names of the functions of a test file."""
    return {
        node.name
        for node in ast.parse((ROOT / path).read_text()).body
        if isinstance(node, ast.FunctionDef)
    }


def test_every_test_that_is_named_exists() -> None:
    for number, tests in rows().items():
        named = NAMED.findall(tests)
        assert named, number
        for path, name in named:
            assert name in defined_in(path), f"{number}: {path}::{name}"


@pytest.mark.parametrize(
    "title",
    ["Kinds of mistakes", "Attacks on the embed", "Attacks on single sign-on"],
)
def test_every_row_names_a_test_that_exists(title: str) -> None:
    text = (ROOT / "docs/faults.md").read_text()
    section = text.partition(f"## {title}")[2].partition("\n## ")[0].splitlines()
    rows = [line for line in section if line.startswith("| ")][1:]
    assert rows
    for row in rows:
        named = NAMED.findall(row)
        assert named, row
        for path, name in named:
            assert name in defined_in(path), f"{path}::{name}"
