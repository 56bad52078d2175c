"""Nothing that the classifier does is reported to anybody."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from moderation.scoring.runtime.onnx.check import MODEL
from moderation.scoring.runtime.onnx.export import make
from moderation.scoring.runtime.preparing import prepare
from tests.checkpoints import build, named
from tests.serving import ROOT

SCORING = """
import sys
from moderation.scoring.runtime.onnx import scorer as onnx_scorer
onnx_scorer.onnxruntime.InferenceSession(sys.argv[1])
"""


def quiet(_: str) -> None:
    """Report nothing."""


@pytest.mark.slow
def test_onnx_runtime_keeps_no_device_id_and_queues_no_events(tmp_path: Path) -> None:
    ready = prepare(named(build(tmp_path)), tmp_path / "prepared", quiet)
    make(ready)
    home = tmp_path / "home"
    home.mkdir()
    environment = os.environ | {"HOME": str(home), "PYTHONDONTWRITEBYTECODE": "1"}
    environment.pop("ORT_DISABLE_TELEMETRY", None)
    environment.pop("XDG_CACHE_HOME", None)

    subprocess.run(
        [sys.executable, "-c", SCORING, str(ready.fast / MODEL)],
        cwd=ROOT,
        env=environment,
        check=True,
        capture_output=True,
    )

    assert list(home.rglob("*")) == []
