"""Choosing and loading a scorer. The only place that imports the model libraries."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from moderation.scoring import checkpoints
from moderation.scoring.fixed import FixedScorer
from moderation.scoring.protocol import Scorer
from moderation.scoring.unmasking_scorer import UnmaskingScorer

FIXED = "fixed"


def load_scorer(
    name: str,
    instance_path: Path,
    *,
    sha256: str = "",
    report: Callable[[str], None] = lambda _: None,
) -> Scorer:
    """Return the scorer that the setting *name* stands for, prepared and loaded.

    :param report: is told what takes long.
    :raises CheckpointRefusedError: if the checkpoint is not what it should be.
    """
    if name == FIXED:
        return FixedScorer()
    # A web process that only serves pages must never import torch.
    from moderation.scoring.detoxify_scorer import DetoxifyScorer  # noqa: PLC0415
    from moderation.scoring.preparing import prepare  # noqa: PLC0415

    folder = instance_path / "classifier"
    checkpoint = checkpoints.find(name, folder, sha256=sha256, report=report)
    return UnmaskingScorer(DetoxifyScorer(prepare(checkpoint, folder, report)))
