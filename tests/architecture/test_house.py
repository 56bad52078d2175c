"""Rules for all code: sizes, settings, imports."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from importlinter.cli import lint_imports

from moderation.app import ROOMS
from tests.architecture.sources import ROOT, sources
from tests.benchmarks.__main__ import BENCHMARKS, ON_REQUEST

LONGEST_FILE = 300
LONGEST_FUNCTION = 45
MOST_MODULES = 15


def test_the_import_contracts_are_kept() -> None:
    assert lint_imports(config_filename=str(ROOT / "pyproject.toml")) == 0


@pytest.mark.parametrize(
    "path", list(sources()), ids=lambda path: str(path.relative_to(ROOT))
)
def test_no_file_and_no_function_is_too_long(path: Path) -> None:
    text = path.read_text()

    assert text.count("\n") <= LONGEST_FILE
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef):
            length = (node.end_lineno or 0) - node.lineno + 1
            documented = ast.get_docstring(node) or ""
            body = length - documented.count("\n") - bool(documented)
            assert body <= LONGEST_FUNCTION, node.name


def test_no_folder_has_too_many_modules() -> None:
    modules = Counter(
        str(path.parent.relative_to(ROOT))
        for path in sources()
        if path.name != "__init__.py"
    )

    assert {each: n for each, n in modules.items() if n > MOST_MODULES} == {}


def test_only_two_packages_stand_at_the_top() -> None:
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")}

    assert packages == {"auth", "moderation", "tests"}


def test_nobody_reads_a_clock_but_the_unit_of_work() -> None:
    readers = {
        str(path.relative_to(ROOT))
        for path in sources()
        if re.search(r"datetime\.now\(|\.utcnow\(|\btime\.time\(", path.read_text())
    }

    assert readers == {"auth/db/database.py"}


def test_make_bench_runs_all_that_measures_and_nothing_else() -> None:
    folder = ROOT / "tests" / "benchmarks"
    packages = {path.parent.name: path for path in folder.glob("*/__init__.py")}
    modules = {path.stem: path for path in folder.glob("[!_]*.py")}
    measuring = {
        name
        for name, path in (packages | modules).items()
        if re.search(r"^def main\(", path.read_text(), re.MULTILINE)
    }

    assert measuring == {*BENCHMARKS, *ON_REQUEST}


def test_the_blueprints_of_a_room_are_named_after_it() -> None:
    wrong = [
        (room.name, blueprint.name)
        for room in ROOMS
        for blueprint in room.blueprints
        if blueprint.name != room.name
        and not blueprint.name.startswith(f"{room.name}_")
    ]

    assert wrong == []


def test_every_page_and_api_belongs_to_a_room() -> None:
    edges = {
        ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for path in (ROOT / "moderation").rglob("*.py")
        if re.search(r"^blueprint = ", path.read_text(), re.MULTILINE)
    }
    registered = {
        blueprint.import_name for room in ROOMS for blueprint in room.blueprints
    }

    assert edges - registered == {"moderation.perspective.api"}, (
        "name the blueprint in the room.py of its room"
    )


def test_every_exception_from_a_rule_of_the_linter_gives_its_reason() -> None:
    unexplained = {
        str(path.relative_to(ROOT)): lines
        for path in [*sources(), *(ROOT / "tests").rglob("*.py")]
        if (lines := list(_without_a_reason(path.read_text().splitlines())))
    }

    assert unexplained == {}


def _without_a_reason(lines: list[str]) -> Iterator[str]:
    """Yield exceptions without a reason behind them or in a comment above them."""
    is_explained = False
    for line in lines:
        exception = re.search(r"# noqa: [A-Z]+\d+(?:, ?[A-Z]+\d+)*(.*)", line)
        if exception and not exception[1].strip() and not is_explained:
            yield line
        if not exception:
            is_explained = line.lstrip().startswith("#")
