"""A checkpoint is prepared once, from any working directory, without a network."""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import torch

from moderation.scoring.base.checkpoints import Checkpoint
from moderation.scoring.runtime.preparing import prepare
from tests.checkpoints import build, named, opened, saved

ROOT = Path(__file__).parents[4]

ALONE = """
import sys

def refuse(event, arguments):
    if event in ("socket.connect", "socket.getaddrinfo"):
        raise AssertionError(f"It asks {arguments[-1]!r}")

sys.addaudithook(refuse)
from pathlib import Path
from moderation.scoring.runtime.loading import load_scorer
[scores] = load_scorer(sys.argv[1], Path("instance"), sha256=sys.argv[2]).score(["x"])
print(len(scores))
"""

PAGES_ONLY = """
import sys
import wsgi
print(sorted({"torch", "transformers", "detoxify", "onnxruntime"} & set(sys.modules)))
"""


def quiet(_: str) -> None:
    """Report nothing."""


def python(script: str, *arguments: str, cwd: Path) -> str:
    done = subprocess.run(
        [sys.executable, "-c", script, *arguments],
        cwd=cwd,
        env=os.environ | {"PYTHONPATH": str(ROOT), "CEASEFIRE_ENV": "testing"},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    assert "Loading weights" not in done.stderr
    return done.stdout


def test_a_second_preparation_changes_nothing(
    small: Checkpoint, tmp_path: Path
) -> None:
    first = prepare(small, tmp_path / "instance", quiet)
    written = first.file.stat().st_mtime_ns

    second = prepare(small, tmp_path / "instance", quiet)

    assert second == first
    assert second.file.stat().st_mtime_ns == written


def test_several_may_prepare_at_once(small: Checkpoint, tmp_path: Path) -> None:
    folder = tmp_path / "instance"

    with ThreadPoolExecutor(4) as pool:
        prepared = set(pool.map(lambda _: prepare(small, folder, quiet), range(4)))

    assert len(prepared) == 1
    assert [each.name for each in folder.iterdir()] == [prepared.pop().folder.name]


def test_another_checkpoint_is_prepared_beside(tmp_path: Path) -> None:
    folder = tmp_path / "instance"
    one = prepare(named(build(tmp_path / "one", seed=1)), folder, quiet)
    other = prepare(named(build(tmp_path / "other", seed=2)), folder, quiet)

    assert one.folder != other.folder
    assert one.file.exists()


def test_a_half_precision_file_is_widened(tmp_path: Path) -> None:
    file = build(tmp_path)
    content = opened(file)
    content["state_dict"] = {
        key: value.half() if value.is_floating_point() else value
        for key, value in content["state_dict"].items()
    }
    saved(file, content)

    prepared = prepare(named(file), tmp_path / "instance", quiet)

    weights = opened(prepared.file)["state_dict"].values()
    assert torch.float16 not in {value.dtype for value in weights}


@pytest.mark.slow
def test_a_checkpoint_loads_from_anywhere_and_asks_nobody(
    small: Checkpoint, tmp_path: Path
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()

    printed = python(ALONE, str(small.file), small.sha256, cwd=elsewhere)

    assert printed.split() == ["7"]


@pytest.mark.slow
def test_a_process_that_serves_pages_never_imports_the_classifiers_libraries(
    tmp_path: Path,
) -> None:
    assert python(PAGES_ONLY, cwd=tmp_path).strip() == "[]"
