"""Memory stays bounded, whatever comes in."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from moderation.scoring.runtime.loading import load_scorer
from tests.checkpoints import build, named

ROOT = Path(__file__).parents[4]
MOST_BYTES = 1_500_000_000
"""Bytes of address space. The libraries and their threads reserve half of it unused."""

LONG = """
import resource, sys
from pathlib import Path
from moderation.scoring.runtime.loading import load_scorer
scorer = load_scorer(sys.argv[1], Path("instance"), sha256=sys.argv[2])
scorer.score(["A comment."])
resource.setrlimit(resource.RLIMIT_AS, (int(sys.argv[3]), int(sys.argv[3])))
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
scores = scorer.score(["You are an idiot and so is the council. " * 25] * 10_000)
grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
print(len(scores), grown < 150_000)
"""


def test_ten_thousand_long_texts_are_scored_within_a_memory_limit(
    tmp_path: Path,
) -> None:
    file = build(tmp_path)
    sha256 = named(file).sha256
    load_scorer(str(file), tmp_path / "instance", sha256=sha256)

    done = subprocess.run(
        [sys.executable, "-c", LONG, str(file), sha256, str(MOST_BYTES)],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )

    assert done.stdout.split() == ["10000", "True"], done.stderr[-500:]
