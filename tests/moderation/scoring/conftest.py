"""The scorers under test: without a model, with a small one, with the real one."""

from __future__ import annotations

from pathlib import Path

import pytest

from moderation.scoring.base import checkpoints
from moderation.scoring.base.checkpoints import BUNDLED, Checkpoint
from moderation.scoring.base.protocol import Scorer
from moderation.scoring.runtime.detoxify_scorer import DetoxifyScorer
from moderation.scoring.runtime.fixed_scorer import FixedScorer
from moderation.scoring.runtime.onnx.export import make
from moderation.scoring.runtime.onnx.scorer import OnnxScorer
from moderation.scoring.runtime.prepared import Prepared
from moderation.scoring.runtime.preparing import prepare
from tests.checkpoints import build, named
from tests.founded import OnceARun


def quiet(_: str) -> None:
    """Report nothing."""


@pytest.fixture
def small(tmp_path: Path) -> Checkpoint:
    return named(build(tmp_path))


@pytest.fixture(scope="session")
def prepared_bundled(once_a_run: OnceARun) -> Prepared:
    folder = once_a_run.classifier()
    checkpoint = checkpoints.find(BUNDLED, folder, sha256="", report=quiet)
    return prepare(checkpoint, folder, quiet)


@pytest.fixture(scope="session")
def bundled(prepared_bundled: Prepared) -> Scorer:
    make(prepared_bundled)
    return OnnxScorer(prepared_bundled)


@pytest.fixture(
    scope="session",
    params=[
        "fixed",
        "small",
        "small fast",
        pytest.param("bundled", marks=pytest.mark.model),
        pytest.param("bundled fast", marks=pytest.mark.model),
    ],
)
def scorer(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Scorer:
    if request.param == "fixed":
        return FixedScorer()
    if request.param.startswith("small"):
        folder = tmp_path_factory.mktemp("small")
        prepared = prepare(named(build(folder)), folder, quiet)
    else:
        prepared = request.getfixturevalue("prepared_bundled")
    if not request.param.endswith("fast"):
        return DetoxifyScorer(prepared)
    make(prepared)
    return OnnxScorer(prepared)
