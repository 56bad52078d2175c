"""Node's clients of the Perspective API, unmodified, against a served one."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.moderation.perspective.conftest import Perspective

FOLDER = Path(__file__).parent / "node"

pytestmark = pytest.mark.skipif(
    shutil.which("node") is None or not (FOLDER / "node_modules").exists(),
    reason="Node or its packages were not found",
)


def call(perspective: Perspective, which: str, prefix: str = "") -> dict[str, Any]:
    done = subprocess.run(
        ["node", "-r", "./preload.js", "clients.js", which],
        cwd=FOLDER,
        env=os.environ
        | {"BASE": perspective.url, "KEY": perspective.key, "PREFIX": prefix},
        capture_output=True,
        check=False,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_osmods_call_by_googleapis_gets_scores_by_sentence(
    perspective: Perspective,
) -> None:
    found = call(perspective, "osmod")

    scores = found["attributeScores"]
    spans = [(each["begin"], each["end"]) for each in scores["TOXICITY"]["spanScores"]]
    assert list(scores) == ["TOXICITY"]
    assert spans == [(0, 10), (11, 16)]
    assert found["clientToken"] == "OsmodAssistantV0_request1"


@pytest.mark.parametrize("prefix", ["", "/v1alpha1"])
def test_corals_call_is_answered_before_it_gives_up(
    perspective: Perspective, prefix: str
) -> None:
    found = call(perspective, "coral", prefix)

    assert found["attributeScores"]["TOXICITY"]["summaryScore"]["value"] == 0.7


def test_perspective_api_client_gets_its_scores(perspective: Perspective) -> None:
    found = call(perspective, "wrapper")

    assert found["attributeScores"]["TOXICITY"]["summaryScore"]["value"] == 0.7
