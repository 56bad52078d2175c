"""The scorers under test: one without a model, one with a small, one with the real."""

from __future__ import annotations

from pathlib import Path

import pytest

from moderation.scoring import checkpoints
from moderation.scoring.checkpoints import BUNDLED, Checkpoint
from moderation.scoring.detoxify_scorer import DetoxifyScorer
from moderation.scoring.fixed import FixedScorer
from moderation.scoring.preparing import Prepared, prepare
from moderation.scoring.protocol import Scorer
from tests.checkpoints import build, named


def quiet(_: str) -> None:
    """Report nothing."""


@pytest.fixture
def small(tmp_path: Path) -> Checkpoint:
    return named(build(tmp_path))


@pytest.fixture(scope="session")
def prepared_bundled(tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    folder = tmp_path_factory.mktemp("classifier")
    checkpoint = checkpoints.find(BUNDLED, folder, sha256="", report=quiet)
    return prepare(checkpoint, folder, quiet)


@pytest.fixture(scope="session")
def bundled(prepared_bundled: Prepared) -> Scorer:
    return DetoxifyScorer(prepared_bundled)


@pytest.fixture(
    scope="session",
    params=["fixed", "small", pytest.param("bundled", marks=pytest.mark.model)],
)
def scorer(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Scorer:
    if request.param == "fixed":
        return FixedScorer()
    if request.param == "small":
        folder = tmp_path_factory.mktemp("small")
        return DetoxifyScorer(prepare(named(build(folder)), folder, quiet))
    real: Scorer = request.getfixturevalue("bundled")
    return real
