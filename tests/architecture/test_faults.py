"""What the list of faults says is tested is tested."""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
ROW = re.compile(r"^\| (\d+) \| .+ \| .+ \| (.+) \|$", re.MULTILINE)
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")
FAULTS = 26


def rows() -> dict[int, str]:
    """Return what stands in the last column, by the number of the fault."""
    text = (ROOT / "docs/faults.md").read_text()
    return {int(number): tests for number, tests in ROW.findall(text)}


def test_every_fault_has_its_row() -> None:
    assert list(rows()) == list(range(1, FAULTS + 1))


def test_every_test_that_is_named_exists() -> None:
    for number, tests in rows().items():
        named = NAMED.findall(tests)
        assert named, number
        for path, name in named:
            defined = {
                node.name
                for node in ast.parse((ROOT / path).read_text()).body
                if isinstance(node, ast.FunctionDef)
            }
            assert name in defined, f"{number}: {path}::{name}"
