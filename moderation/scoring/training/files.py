"""Loads a checkpoint for training, and saves a model in Detoxify's format."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import torch
import transformers

from moderation.scoring.base.checkpoints import Checkpoint
from moderation.scoring.base.errors import CheckpointRefusedError
from moderation.scoring.base.labels import Label
from moderation.scoring.runtime.preparing import labels_of, open_checkpoint


def load(checkpoint: Checkpoint) -> tuple[Any, Any, dict[str, Any]]:
    """Return a checkpoint's model in full precision, its tokenizer and its content.

    :raises CheckpointRefusedError: if it is unreadable or lacks its configuration.
    """
    content = open_checkpoint(checkpoint.file)
    if checkpoint.config is None:
        raise CheckpointRefusedError(
            "Training starts from a checkpoint with its config."
        )
    arguments = content["config"]["arch"]["args"]
    config = transformers.AutoConfig.from_pretrained(
        str(checkpoint.config), num_labels=arguments["num_classes"]
    )
    model = getattr(transformers, arguments["model_name"])(config).float()
    weights = {name: value.float() for name, value in content["state_dict"].items()}
    model.load_state_dict(weights)
    tokenizer = getattr(transformers, arguments["tokenizer_name"]).from_pretrained(
        str(checkpoint.config)
    )
    return model, tokenizer, content


def outputs_of(content: Mapping[str, Any]) -> list[int | None]:
    """Return the output of a checkpoint's head for each label; ``None``: it has none.

    Detoxify's models differ in the order of their labels, and the multilingual one has
    more outputs than labels.
    """
    labels = labels_of(content)
    return [labels.index(each) if each in labels else None for each in Label]


def blend(model: Any, start: dict[str, Any], share: float) -> None:
    """Interpolate the weights of *model* towards *start* by *share*, in place.

    Most of what was learned stays, and less of the earlier knowledge is lost.
    """
    weights = {
        name: (1 - share) * value + share * start["state_dict"][name].float()
        if value.is_floating_point()
        else value
        for name, value in model.state_dict().items()
    }
    model.load_state_dict(weights)


def average(checkpoints: Sequence[Checkpoint], file: Path) -> None:
    """Write the mean of the weights of *checkpoints* to *file*.

    Two trainings from one start have different errors, and their mean has fewer.

    :raises CheckpointRefusedError: if one is unreadable, or of another shape.
    """
    contents = [open_checkpoint(each.file) for each in checkpoints]
    first = contents[0]["state_dict"]
    if any(_shapes(each["state_dict"]) != _shapes(first) for each in contents):
        raise CheckpointRefusedError("Only checkpoints of one shape have a mean.")
    written = {"config": contents[0]["config"]}
    written["state_dict"] = {
        name: torch.stack([each["state_dict"][name].float() for each in contents])
        .mean(dim=0)
        .half()
        if value.is_floating_point()
        else value
        for name, value in first.items()
    }
    _write(written, file)


def _shapes(weights: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value.shape for name, value in weights.items()}


def save(model: Any, content: dict[str, Any], file: Path) -> None:
    """Write *model* to *file* in half precision, with the rest of *content*."""
    written = copy.deepcopy({"config": content["config"]})
    written["state_dict"] = {
        name: value.detach().half() if value.is_floating_point() else value
        for name, value in model.state_dict().items()
    }
    _write(written, file)


def _write(written: dict[str, Any], file: Path) -> None:
    partial = file.with_suffix(".part")
    torch.save(written, partial)
    partial.replace(file)
