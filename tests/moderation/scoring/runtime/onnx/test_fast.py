"""The fast model has the same scores and is checked; otherwise Detoxify serves."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from moderation.scoring.base.errors import CheckpointRefusedError
from moderation.scoring.base.labels import Label
from moderation.scoring.runtime.detoxify_scorer import DetoxifyScorer
from moderation.scoring.runtime.loading import load_scorer
from moderation.scoring.runtime.onnx import export as onnx_export
from moderation.scoring.runtime.onnx.check import MODEL, CheckResult, keep, verdict_on
from moderation.scoring.runtime.onnx.export import (
    MOST_LARGEST,
    MOST_MEAN_INT8,
    compare,
    make,
)
from moderation.scoring.runtime.onnx.scorer import OnnxScorer
from moderation.scoring.runtime.prepared import Prepared
from moderation.scoring.runtime.preparing import prepare
from tests.checkpoints import Architecture, build, named

ROOT = Path(__file__).parents[5]
SERVING = """
import sys
from pathlib import Path
from moderation.scoring.runtime.loading import load_scorer
scorer = load_scorer(sys.argv[1], Path("instance"), sha256=sys.argv[2])
scorer.score(["A comment."])
heavy = {"torch", "transformers", "detoxify", "onnx", "onnxruntime"}
print(sorted(heavy & set(sys.modules)))
"""


def quiet(_: str) -> None:
    """Report nothing."""


def prepared(folder: Path, seed: int = 7) -> Prepared:
    return prepare(named(build(folder, seed=seed)), folder / "instance", quiet)


@pytest.mark.slow
@pytest.mark.parametrize("architecture", Architecture)
@pytest.mark.parametrize("outputs", [7, 16])
def test_every_architecture_that_detoxify_publishes_has_a_fast_model(
    tmp_path: Path, architecture: Architecture, outputs: int
) -> None:
    file = build(tmp_path, architecture, outputs=outputs)
    ready = prepare(named(file), tmp_path / "instance", quiet)

    make(ready)

    verdict = verdict_on(ready.fast)
    assert verdict.reason == ""
    assert verdict.is_usable
    assert verdict.float_largest < 0.001
    assert verdict.mean <= MOST_MEAN_INT8


def test_the_check_tells_one_models_weights_from_anothers(tmp_path: Path) -> None:
    one = prepared(tmp_path / "one", seed=1)
    other = prepared(tmp_path / "other", seed=2)
    make(other)

    _, largest = compare(DetoxifyScorer(one), OnnxScorer(other))

    assert largest > MOST_LARGEST


@pytest.mark.slow
def test_a_process_that_serves_never_imports_torch(tmp_path: Path) -> None:
    file = build(tmp_path)

    done = subprocess.run(
        [sys.executable, "-c", SERVING, str(file), named(file).sha256],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )

    assert done.stdout.strip() == "['onnxruntime']", done.stderr
    assert done.stderr == ""


@pytest.mark.slow
def test_detoxify_scores_where_the_fast_model_may_not(tmp_path: Path) -> None:
    file = build(tmp_path)
    ready = prepare(named(file), tmp_path / "instance" / "classifier", quiet)
    ready.fast.mkdir()
    keep(ready.fast, CheckResult(list(Label), reason="It scores otherwise."))

    told: list[str] = []
    load_scorer(
        str(file),
        tmp_path / "instance" / "classifier",
        sha256=named(file).sha256,
        report=told.append,
    )

    assert told == ["The fast classifier cannot be used; Detoxify itself scores."]


def test_a_second_making_changes_nothing(tmp_path: Path) -> None:
    ready = prepared(tmp_path)
    make(ready)
    written = (ready.fast / MODEL).stat().st_mtime_ns

    make(ready)

    assert (ready.fast / MODEL).stat().st_mtime_ns == written
    assert {each.name for each in ready.folder.iterdir()} == {
        "checkpoint.ckpt",
        "config",
        ready.fast.name,
    }


def test_what_another_version_of_a_library_made_is_not_loaded(tmp_path: Path) -> None:
    ready = prepared(tmp_path)
    stale = ready.folder.with_name(f"{ready.folder.name}-and-older")
    ready.folder.rename(stale)

    again = prepare(named(tmp_path / "small.ckpt"), tmp_path / "instance", quiet)

    assert again.folder != stale
    assert not again.fast.exists()


@pytest.mark.slow
def test_a_spoilt_checkpoint_is_refused_by_the_making_process(tmp_path: Path) -> None:
    file = build(tmp_path)
    file.write_bytes(file.read_bytes()[:1_000])

    with pytest.raises(CheckpointRefusedError, match=r"small\.ckpt cannot be read"):
        load_scorer(str(file), tmp_path / "instance", sha256=named(file).sha256)


@pytest.mark.model
def test_the_bundled_model_has_weights_of_eight_bits_and_scores_nearly_the_same(
    prepared_bundled: Prepared,
) -> None:
    make(prepared_bundled)

    verdict = verdict_on(prepared_bundled.fast)

    print(f"mean {verdict.mean:.4f}, largest {verdict.largest:.4f}")
    assert verdict.is_int8
    assert verdict.mean <= MOST_MEAN_INT8
    assert verdict.float_largest < 0.001


@pytest.mark.slow
def test_a_model_that_eight_bits_would_spoil_keeps_its_floats(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(onnx_export, "MOST_MEAN_INT8", 0.0)
    ready = prepared(tmp_path)

    make(ready)

    verdict = verdict_on(ready.fast)
    assert verdict.is_usable
    assert not verdict.is_int8
    assert OnnxScorer(ready).version == ready.version
    assert {each.name for each in ready.fast.iterdir()} == {MODEL, "verdict.json"}
