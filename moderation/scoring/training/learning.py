"""Trains a checkpoint on the newsroom's own decisions, and leaves nothing else behind.

Neither the texts nor the state of the training are written: only the weights.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import torch
import transformers

from moderation.scoring.base.checkpoints import Checkpoint
from moderation.scoring.base.labels import Label
from moderation.scoring.training import files
from moderation.scoring.training.loop import Plan, train
from moderation.scoring.training.rows import TrainingRow

PLAN = Plan(
    learning_rate=1e-4,
    warm_up=0.1,
    averaged=0.98,
    frozen_layers=2,
    share_of_start=0.1,
    remembered=0.5,
    remembered_labels=tuple(Label),
    drops=False,
    save_every=0,
)
"""Fewer and smaller steps than the training of the bundled checkpoint: what no decision
says stays as the checkpoint had it."""


def learn(
    start: Checkpoint,
    rows: Sequence[TrainingRow],
    file: Path,
    *,
    plan: Plan,
    threads: int,
    report: Callable[[str], None],
) -> None:
    """Train *start* on *rows* and write the new checkpoint to *file*.

    :param plan: with ``save_every=0``, so that no state is written.
    :raises CheckpointRefusedError: if *start* is unreadable or lacks its configuration.
    """
    torch.set_num_threads(threads)
    transformers.logging.set_verbosity_error()
    model, tokenizer, content = files.load(start)
    trained = train(
        model,
        tokenizer,
        rows,
        plan=plan,
        folder=file.parent,
        report=report,
        outputs=files.outputs_of(content),
    )
    files.blend(trained, content, plan.share_of_start)
    files.save(trained, content, file)
