"""A checkpoint that would score at random is refused at start, by name."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from moderation.scoring.base import checkpoints
from moderation.scoring.base.errors import CheckpointRefusedError
from moderation.scoring.base.labels import Label
from moderation.scoring.runtime.detoxify_scorer import DetoxifyScorer
from moderation.scoring.runtime.preparing import prepare
from tests.checkpoints import ORIGINAL, build, named, opened, saved

Content = dict[str, Any]


def quiet(_: str) -> None:
    """Report nothing."""


def without_head(content: Content) -> None:
    weights = content["state_dict"]
    for key in [key for key in weights if key.startswith("classifier")]:
        del weights[key]


def as_training_left_it(content: Content) -> None:
    weights = content["state_dict"]
    content["state_dict"] = {f"model.{key}": value for key, value in weights.items()}


def with_other_labels(content: Content) -> None:
    content["config"]["dataset"]["args"]["classes"][0] = "spam"


def without_labels(content: Content) -> None:
    del content["config"]["dataset"]["args"]["classes"]


def with_a_narrow_head(content: Content) -> None:
    content["state_dict"]["classifier.weight"] = content["state_dict"][
        "classifier.weight"
    ][:3]


def without_weights(content: Content) -> None:
    del content["state_dict"]


def without_a_layer(content: Content) -> None:
    del content["state_dict"]["bert.encoder.layer.1.output.dense.weight"]


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (without_head, "no classification head"),
        (as_training_left_it, "no classification head"),
        (with_other_labels, "labels that are not ours"),
        (without_labels, "names no labels"),
        (with_a_narrow_head, "a head of 3 outputs, not 7"),
        (without_weights, "lacks its config or its weights"),
        (without_a_layer, "does not hold bert.encoder.layer.1.output.dense.weight"),
    ],
    ids=lambda each: getattr(each, "__name__", ""),
)
def test_a_spoilt_checkpoint_is_refused(
    tmp_path: Path, spoil: Callable[[Content], None], message: str
) -> None:
    file = build(tmp_path)
    content = opened(file)
    spoil(content)
    saved(file, content)

    with pytest.raises(CheckpointRefusedError, match=message):
        DetoxifyScorer(prepare(named(file), tmp_path / "instance", quiet))


def test_a_truncated_file_is_refused(tmp_path: Path) -> None:
    file = build(tmp_path)
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])

    with pytest.raises(CheckpointRefusedError, match=r"small\.ckpt cannot be read"):
        prepare(named(file), tmp_path / "instance", quiet)


def test_a_refused_checkpoint_leaves_nothing_behind(tmp_path: Path) -> None:
    file = build(tmp_path)
    file.write_bytes(b"not a checkpoint")

    with pytest.raises(CheckpointRefusedError):
        prepare(named(file), tmp_path / "instance", quiet)

    assert list((tmp_path / "instance").iterdir()) == []


def find(name: str, tmp_path: Path, sha256: str) -> checkpoints.Checkpoint:
    return checkpoints.find(name, tmp_path, sha256=sha256, report=quiet)


@pytest.mark.parametrize(
    ("sha256", "message"),
    [
        ("", "needs CLASSIFIER_SHA256"),
        (hashlib.sha256(b"another").hexdigest(), "has the SHA-256"),
    ],
    ids=["no digest", "another digest"],
)
def test_an_own_checkpoint_needs_its_digest(
    tmp_path: Path, sha256: str, message: str
) -> None:
    file = build(tmp_path)

    with pytest.raises(CheckpointRefusedError, match=message):
        find(str(file), tmp_path, sha256)


def test_an_own_checkpoint_with_its_digest_is_taken(tmp_path: Path) -> None:
    file = build(tmp_path)

    found = find(str(file), tmp_path, checkpoints.digest_of(file).upper())

    assert found.config == tmp_path / "config"


def test_a_name_that_stands_for_nothing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CheckpointRefusedError, match="neither bundled, nor published"):
        find("orignal", tmp_path, "")


def test_labels_of_the_first_models_are_renamed_and_the_missing_one_is_none(
    tmp_path: Path,
) -> None:
    file = build(tmp_path, classes=ORIGINAL)

    [scores] = DetoxifyScorer(prepare(named(file), tmp_path / "instance", quiet)).score(
        ["A comment."]
    )

    assert [label for label in Label if scores[label] is None] == [
        Label.SEXUAL_EXPLICIT
    ]
