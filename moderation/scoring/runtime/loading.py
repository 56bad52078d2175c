"""Chooses and loads a scorer. Nothing else imports the model libraries."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from moderation.scoring.base import checkpoints
from moderation.scoring.base.checkpoints import Checkpoint
from moderation.scoring.base.errors import CheckpointRefusedError
from moderation.scoring.base.protocol import Scorer
from moderation.scoring.deobfuscation.unmasking_scorer import UnmaskingScorer
from moderation.scoring.runtime.calibration import Calibration, calibration_of
from moderation.scoring.runtime.fixed_scorer import FixedScorer
from moderation.scoring.runtime.onnx.check import REFUSED, verdict_on
from moderation.scoring.runtime.prepared import location_of
from moderation.scoring.runtime.shared_scorer import MOST_WAITING, SharedScorer

FIXED = "fixed"
ROOT = Path(__file__).parents[3]
DETOXIFY_TEXTS = 8
"""The size of Detoxify's fastest batch, in texts. See docs/performance.md."""

Report = Callable[[str], None]


def load_scorer(
    name: str,
    folder: Path,
    *,
    sha256: str = "",
    report: Report = lambda _: None,
) -> Scorer:
    """Return the scorer that the setting *name* selects, prepared and loaded.

    Returns the fast scorer if it passed its check against Detoxify, else Detoxify.

    :param folder: where it is prepared.
    :param report: called with a message before each step that takes long.
    :raises CheckpointRefusedError: if the checkpoint is missing or altered.
    """
    return _load(name, folder, sha256, report)[0]


def load_shared(
    name: str,
    folder: Path,
    *,
    sha256: str = "",
    report: Report = lambda _: None,
    most_waiting: int = MOST_WAITING,
) -> SharedScorer:
    """Return the scorer of :func:`load_scorer` in a form that many threads share.

    :param folder: where it is prepared.
    :param most_waiting: the most windows that may wait before a call is refused.
    """
    scorer, is_fast = _load(name, folder, sha256, report)
    if is_fast:
        return SharedScorer(scorer, most_waiting=most_waiting)
    return SharedScorer(
        scorer, threads=1, texts_at_once=DETOXIFY_TEXTS, most_waiting=most_waiting
    )


def load_prepared(name: str, folder: Path, *, sha256: str = "") -> Scorer | None:
    """Return the fast scorer; ``None`` if it is not prepared or failed its check.

    Prepares and downloads nothing, and never imports torch.

    :raises CheckpointRefusedError: if the checkpoint is missing or altered.
    """
    if not is_prepared(name, folder, sha256=sha256):
        return None
    return _load(name, folder, sha256, lambda _: None)[0]


def is_prepared(name: str, folder: Path, *, sha256: str = "") -> bool:
    """Whether the scorer *name* has a fast form here that passed its check.

    :raises CheckpointRefusedError: if the checkpoint is missing or altered.
    """
    if name == FIXED or not checkpoints.is_here(name, folder):
        return False
    checkpoint = checkpoints.find(name, folder, sha256=sha256, report=lambda _: None)
    fast = location_of(checkpoint, folder).fast
    return fast.exists() and verdict_on(fast).is_usable


def _load(name: str, folder: Path, sha256: str, report: Report) -> tuple[Scorer, bool]:
    """Return the scorer, and whether it scores single texts as fast as batches."""
    if name == FIXED:
        return FixedScorer(), True
    checkpoint = checkpoints.find(name, folder, sha256=sha256, report=report)
    scorer, is_fast = _best(checkpoint, folder, report)
    return calibration_of(checkpoint).over(UnmaskingScorer(scorer)), is_fast


def load_plain(
    name: str,
    folder: Path,
    *,
    sha256: str = "",
    exact: bool = False,
    report: Report = lambda _: None,
) -> tuple[Scorer, Calibration]:
    """Return a scorer without unmasking or calibration, and its calibration.

    :param folder: where the checkpoint is prepared.
    :param exact: whether Detoxify itself scores, even if there is a fast model.
    :raises CheckpointRefusedError: if the checkpoint is missing or altered.
    """
    checkpoint = checkpoints.find(name, folder, sha256=sha256, report=report)
    if exact:
        return _exact(checkpoint, folder, report), calibration_of(checkpoint)
    return _best(checkpoint, folder, report)[0], calibration_of(checkpoint)


def _best(checkpoint: Checkpoint, folder: Path, report: Report) -> tuple[Scorer, bool]:
    prepared = location_of(checkpoint, folder)
    if not prepared.fast.exists():
        _make(checkpoint, folder, report)
    if prepared.fast.exists() and verdict_on(prepared.fast).is_usable:
        # It takes about 50 MB, which a process that serves pages does not need.
        from moderation.scoring.runtime.onnx.scorer import OnnxScorer  # noqa: PLC0415

        return OnnxScorer(prepared), True
    report("The fast classifier cannot be used; Detoxify itself scores.")
    return _exact(checkpoint, folder, report), False


def _exact(checkpoint: Checkpoint, folder: Path, report: Report) -> Scorer:
    # A process that has the fast model must never import torch.
    from moderation.scoring.runtime.detoxify_scorer import DetoxifyScorer  # noqa: PLC0415
    from moderation.scoring.runtime.preparing import prepare  # noqa: PLC0415

    return DetoxifyScorer(prepare(checkpoint, folder, report))


def _make(checkpoint: Checkpoint, folder: Path, report: Report) -> None:
    """Prepare in a separate process, which frees torch's memory when it ends."""
    report(f"Preparing the classifier ({checkpoint.name}) …")
    asked = {
        "name": checkpoint.name,
        "file": str(checkpoint.file),
        "sha256": checkpoint.sha256,
        "config": str(checkpoint.config) if checkpoint.config else None,
        "folder": str(folder),
    }
    done = subprocess.run(
        [sys.executable, "-m", "moderation.scoring.runtime.onnx.export"],
        input=json.dumps(asked),
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode == REFUSED:
        raise CheckpointRefusedError(done.stdout.splitlines()[-1])
