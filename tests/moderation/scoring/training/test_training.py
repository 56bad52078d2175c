"""A training pass learns, resumes after a stop, and loads in Detoxify."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import torch

from moderation.scoring.base.checkpoints import Checkpoint, digest_of
from moderation.scoring.base.errors import CheckpointRefusedError
from moderation.scoring.base.labels import Label
from moderation.scoring.base.protocol import Scores
from moderation.scoring.runtime.detoxify_scorer import DetoxifyScorer
from moderation.scoring.runtime.preparing import prepare
from moderation.scoring.training import files
from moderation.scoring.training.batches import collate, order
from moderation.scoring.training.learning import learn
from moderation.scoring.training.loop import Plan, remember, train
from moderation.scoring.training.rows import NONE, TrainingRow, row
from tests.checkpoints import (
    ORIGINAL,
    OURS,
    Architecture,
    build,
    named,
    opened,
    saved,
)

RUDE = dict.fromkeys(Label, 1.0)
ROWS = [
    *[row(f"idiot idiot idiot {place}", RUDE) for place in range(24)],
    *[row(f"the council voted {place}", NONE) for place in range(24)],
]
PLAN = Plan(
    learning_rate=1e-2, batch_size=4, averaged=0.8, frozen_layers=0, save_every=5
)


TEXT = "idiot idiot"
FORMATS = replace(PLAN, batch_size=8, save_every=0, remembered_labels=tuple(Label))


class StoppedError(Exception):
    """The training was interrupted."""


def quiet(_: str) -> None:
    """Report nothing."""


@pytest.fixture
def small(tmp_path: Path) -> Checkpoint:
    return named(build(tmp_path / "start"))


def error(checkpoint: Checkpoint, folder: Path) -> float:
    """Return the difference of Detoxify's scores of the rows from their labels."""
    scores = DetoxifyScorer(prepare(checkpoint, folder, quiet)).score(
        [each.text for each in ROWS]
    )
    gaps = [
        abs((found[label] or 0.0) - (target or 0.0))
        for found, each in zip(scores, ROWS, strict=True)
        for label, target in zip(Label, each.targets, strict=True)
    ]
    return sum(gaps) / len(gaps)


def test_a_trained_checkpoint_loads_in_detoxify_and_has_learned(
    small: Checkpoint, tmp_path: Path
) -> None:
    model, tokenizer, content = files.load(small)
    trained = train(
        model, tokenizer, ROWS * 6, plan=PLAN, folder=tmp_path / "work", report=quiet
    )
    file = small.file.parent / "trained.ckpt"
    files.save(trained, content, file)
    checkpoint = Checkpoint("trained", file, digest_of(file), small.config)

    assert error(checkpoint, tmp_path) < error(small, tmp_path) / 2


def test_a_pass_that_was_cut_off_goes_on_where_it_stopped(
    small: Checkpoint, tmp_path: Path
) -> None:
    plan = Plan(**PLAN.__dict__ | {"report_every": 5})
    model, tokenizer, _ = files.load(small)
    told: list[str] = []

    def stop(words: str) -> None:
        raise StoppedError(words)

    with pytest.raises(StoppedError, match="5 of 12"):
        train(model, tokenizer, ROWS, plan=plan, folder=tmp_path, report=stop)
    train(model, tokenizer, ROWS, plan=plan, folder=tmp_path, report=told.append)

    assert [words.partition(",")[0] for words in told] == ["10 of 12"]


def test_a_folder_of_another_training_is_refused(
    small: Checkpoint, tmp_path: Path
) -> None:
    model, tokenizer, _ = files.load(small)
    train(model, tokenizer, ROWS, plan=PLAN, folder=tmp_path, report=quiet)

    with pytest.raises(ValueError, match="another training"):
        train(model, tokenizer, ROWS[:8], plan=PLAN, folder=tmp_path, report=quiet)


def test_a_label_that_nobody_judged_takes_no_part() -> None:
    known = row("a", {Label.TOXICITY: 1.0}, 2.0)

    batch = collate([[1, 2], [1]], [known, TrainingRow("b", (None,) * len(Label))])

    assert batch.weights.tolist() == [[2.0] + [0.0] * 6, [0.0] * 7]
    assert batch.mask.tolist() == [[1, 1], [1, 0]]


def test_every_row_is_in_one_batch_of_like_lengths() -> None:
    lengths = [place % 37 for place in range(5000)]

    batches = order(lengths, size=32, seed=1)

    assert sorted(place for batch in batches for place in batch) == list(range(5000))
    spread = [
        max(lengths[at] for at in b) - min(lengths[at] for at in b) for b in batches
    ]
    assert sum(spread) / len(spread) < 3


def test_what_nobody_judged_is_held_to_the_start_for_the_labels_it_got_right() -> None:
    judged = row("a", {Label.TOXICITY: 1.0, Label.INSULT: 0.0}, 2.0)
    batch = collate([[1]], [judged])

    told = remember(batch, torch.full((1, len(Label)), 0.3), Plan(remembered=0.5))

    held = {
        label: (round(target, 1), weight)
        for label, target, weight in zip(
            Label, told.targets[0].tolist(), told.weights[0].tolist(), strict=True
        )
        if weight
    }
    assert held == {
        Label.TOXICITY: (1.0, 2.0),
        Label.SEVERE_TOXICITY: (0.3, 0.5),
        Label.OBSCENE: (0.3, 0.5),
        Label.INSULT: (0.0, 2.0),
        Label.SEXUAL_EXPLICIT: (0.3, 0.5),
    }


def test_what_is_written_keeps_a_share_of_the_start(small: Checkpoint) -> None:
    model, _, content = files.load(small)
    name = "classifier.bias"
    before = model.state_dict()[name].clone()
    model.state_dict()[name].add_(1.0)

    files.blend(model, content, 0.25)

    assert (model.state_dict()[name] - before).tolist() == pytest.approx([0.75] * 7)


def tripled(file: Path, other: Path) -> Path:
    """Write a checkpoint with three times the weights of *file* to *other*."""
    content = opened(file)
    content["state_dict"] = {
        name: value * 3 if value.is_floating_point() else value
        for name, value in content["state_dict"].items()
    }
    saved(other, content)
    return other


def test_the_mean_of_two_checkpoints_lies_between_them(tmp_path: Path) -> None:
    one = named(build(tmp_path / "one"))
    other = named(tripled(one.file, tmp_path / "other.ckpt"))

    files.average([one, other], tmp_path / "mean.ckpt")

    name = "classifier.weight"
    [first, second, mean] = [
        opened(each)["state_dict"][name].float()
        for each in (one.file, other.file, tmp_path / "mean.ckpt")
    ]
    assert torch.allclose(mean, (first + second) / 2, atol=1e-2)


def test_checkpoints_of_different_shapes_have_no_mean(tmp_path: Path) -> None:
    one = named(build(tmp_path / "one"))
    other = named(build(tmp_path / "other", classes=("toxicity",)))

    with pytest.raises(CheckpointRefusedError, match="one shape"):
        files.average([one, other], tmp_path / "mean.ckpt")


@pytest.mark.parametrize(
    ("architecture", "classes", "outputs"),
    [
        pytest.param(Architecture.XLM_ROBERTA, OURS, 16, id="multilingual"),
        pytest.param(Architecture.ROBERTA, OURS, 16, id="unbiased"),
        pytest.param(Architecture.BERT, ORIGINAL, None, id="original"),
        pytest.param(Architecture.ALBERT, ORIGINAL, None, id="original-small"),
    ],
)
def test_every_published_format_learns_the_labels_that_it_has(
    tmp_path: Path,
    architecture: Architecture,
    classes: tuple[str, ...],
    outputs: int | None,
) -> None:
    start = named(
        build(tmp_path / "start", architecture, classes=classes, outputs=outputs)
    )
    file = start.file.parent / "learned.ckpt"
    before = scored(start, tmp_path)
    target = float((before[Label.THREAT] or 0.0) < 0.5)
    threats = [row(TEXT, {Label.THREAT: target})] * 80

    learn(start, threats, file, plan=FORMATS, threads=1, report=quiet)

    learned = Checkpoint("learned", file, digest_of(file), start.config)
    after = scored(learned, tmp_path)
    moved = {
        label: abs((after[label] or 0.0) - (before[label] or 0.0)) for label in Label
    }
    assert moved[Label.THREAT] > 0.2
    assert abs((after[Label.THREAT] or 0.0) - target) < 0.8
    assert max(moved, key=lambda label: moved[label]) is Label.THREAT
    assert [each is None for each in after.values()] == [
        each is None for each in before.values()
    ]


def scored(checkpoint: Checkpoint, folder: Path) -> Scores:
    """Return Detoxify's scores of the text."""
    return DetoxifyScorer(prepare(checkpoint, folder, quiet)).score([TEXT])[0]
