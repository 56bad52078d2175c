"""Prepares a checkpoint: writes a 32-bit copy that loads without a network.

Detoxify looks up ``model_type`` by name, if necessary on the model hub. The copy names
an absolute local path instead, which works from any working directory.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import torch
import transformers

from moderation.scoring.base.checkpoints import Checkpoint
from moderation.scoring.base.errors import CheckpointRefusedError
from moderation.scoring.base.labels import Label
from moderation.scoring.runtime.prepared import FILE, Prepared, location_of

RENAMED = {
    "toxic": "toxicity",
    "severe_toxic": "severe_toxicity",
    "identity_hate": "identity_attack",
}
HEADS = ("classifier.weight", "classifier.out_proj.weight")


def prepare(
    checkpoint: Checkpoint, folder: Path, report: Callable[[str], None]
) -> Prepared:
    """Write the 32-bit copy of *checkpoint* below *folder*, unless it exists.

    Several processes may prepare at once: each writes a temporary folder and renames
    it.

    :raises CheckpointRefusedError: if the checkpoint has no classification head, has
        other labels, or is incomplete.
    """
    prepared = location_of(checkpoint, folder)
    target = prepared.folder
    if prepared.file.exists():
        return prepared
    report(f"Preparing the classifier ({checkpoint.name}) …")
    folder.mkdir(parents=True, exist_ok=True)
    content = open_checkpoint(checkpoint.file)
    work = Path(tempfile.mkdtemp(dir=folder))
    try:
        _write_config(content, checkpoint.config, work / "config")
        _write_copy(content, work / FILE, target / "config")
        _rename(work, target)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return prepared


def open_checkpoint(file: Path) -> dict[str, Any]:
    """Return the checked content of a checkpoint. Runs no code from the file.

    :raises CheckpointRefusedError: as :func:`prepare`.
    """
    try:
        content = torch.load(file, map_location="cpu", weights_only=True)
    except Exception as error:
        raise CheckpointRefusedError(f"{file.name} cannot be read: {error}") from error
    if not isinstance(content, dict) or not {"config", "state_dict"} <= set(content):
        raise CheckpointRefusedError(f"{file.name} lacks its config or its weights.")
    _check_labels(content, file.name)
    _check_head(content, file.name)
    return content


def labels_of(content: Mapping[str, Any]) -> list[str]:
    """Return the labels of a checkpoint, by our names, in its order."""
    classes = content["config"]["dataset"]["args"]["classes"]
    return [RENAMED.get(name, name) for name in classes]


def _check_labels(content: dict[str, Any], name: str) -> None:
    try:
        labels = labels_of(content)
    except (KeyError, TypeError) as error:
        raise CheckpointRefusedError(f"{name} names no labels.") from error
    unknown = [label for label in labels if label not in set(Label)]
    if unknown or Label.TOXICITY not in labels:
        raise CheckpointRefusedError(f"{name} has labels that are not ours: {labels}.")


def _check_head(content: dict[str, Any], name: str) -> None:
    """Refuse a checkpoint without its head: it would load and score at random."""
    weights = content["state_dict"]
    heads = [weights[key] for key in HEADS if key in weights]
    if not heads:
        raise CheckpointRefusedError(f"{name} has no classification head.")
    outputs = content["config"]["arch"]["args"]["num_classes"]
    if heads[0].shape[0] != outputs or outputs < len(labels_of(content)):
        raise CheckpointRefusedError(
            f"{name} has a head of {heads[0].shape[0]} outputs, not {outputs}."
        )


def _write_config(content: dict[str, Any], config: Path | None, target: Path) -> None:
    if config is not None:
        shutil.copytree(config, target)
        return
    arch = content["config"]["arch"]["args"]
    settings = transformers.AutoConfig.from_pretrained(
        arch["model_type"], num_labels=arch["num_classes"]
    )
    settings.save_pretrained(target)
    tokenizer = transformers.AutoTokenizer.from_pretrained(arch["model_type"])
    tokenizer.save_pretrained(target)


def _write_copy(content: dict[str, Any], file: Path, config: Path) -> None:
    content["config"]["arch"]["args"]["model_type"] = str(config)
    content["state_dict"] = {
        key: value.float() if value.is_floating_point() else value
        for key, value in content["state_dict"].items()
    }
    torch.save(content, file)


def _rename(work: Path, target: Path) -> None:
    try:
        work.rename(target)
    except OSError:
        if not (target / FILE).exists():
            raise
