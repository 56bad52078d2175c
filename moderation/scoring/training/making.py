"""One pass of training, from a checkpoint to a better one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import torch
import transformers

from moderation.scoring.base.checkpoints import Checkpoint, digest_of
from moderation.scoring.training import files
from moderation.scoring.training.loop import train
from moderation.scoring.training.recipe import Recipe, unmeasured

FILE = "trained.ckpt"


def make(
    start: Checkpoint,
    data_folder: Path,
    work_folder: Path,
    *,
    recipe: Recipe,
    seed: int,
    threads: int,
    report: Callable[[str], None],
) -> Path:
    """Train *start* for one pass and return the file of what came of it.

    :param work_folder: keeps the state; the same folder goes on where it stopped.
    :raises CheckpointRefusedError: if *start* cannot be read or lacks its config.
    :raises ValueError: if *work_folder* belongs to a training of other rows.
    """
    torch.set_num_threads(threads)
    transformers.logging.set_verbosity_error()
    model, tokenizer, content = files.load(start)
    plan = replace(recipe.plan, seed=seed)
    rows = unmeasured(recipe.gather(data_folder, seed=seed), data_folder)
    report(f"{len(rows)} rows")
    trained = train(
        model, tokenizer, rows, plan=plan, folder=work_folder, report=report
    )
    files.blend(trained, content, plan.share_of_start)
    target = work_folder / FILE
    files.save(trained, content, target)
    report(f"{target}  SHA-256 {digest_of(target)}")
    return target
