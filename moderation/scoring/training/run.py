"""One pass of training, from one checkpoint file to another."""

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
    """Train *start* for one pass and return the file of the new checkpoint.

    :param work_folder: stores the state. The same folder resumes an interrupted pass.
    :raises CheckpointRefusedError: if *start* is unreadable or lacks its configuration.
    :raises ValueError: if *work_folder* holds the state of a training on other rows.
    """
    torch.set_num_threads(threads)
    transformers.logging.set_verbosity_error()
    model, tokenizer, content = files.load(start)
    plan = replace(recipe.plan, seed=seed)
    rows = unmeasured(recipe.gather(data_folder, seed=seed), data_folder)
    report(f"{len(rows)} rows")
    trained = train(
        model,
        tokenizer,
        rows,
        plan=plan,
        folder=work_folder,
        report=report,
        outputs=files.outputs_of(content),
    )
    files.blend(trained, content, plan.share_of_start)
    target = work_folder / FILE
    files.save(trained, content, target)
    report(f"{target}  SHA-256 {digest_of(target)}")
    return target
