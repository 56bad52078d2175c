"""A small checkpoint for the commands of the classifier."""

from __future__ import annotations

from pathlib import Path

import pytest

from moderation.scoring.base.checkpoints import Checkpoint
from tests.checkpoints import build, named


@pytest.fixture
def small(tmp_path: Path) -> Checkpoint:
    return named(build(tmp_path))
