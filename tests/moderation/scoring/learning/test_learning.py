"""A newsroom's decisions teach a classifier, if there is something to learn in them."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from moderation.scoring.base.checkpoints import Checkpoint
from moderation.scoring.base.labels import Label
from moderation.scoring.learning.learning import (
    Folders,
    Learned,
    NoBetterError,
    Source,
    Way,
    learn_from,
)
from moderation.scoring.training.decisions import (
    DecidedText,
    Least,
    TooFewDecisionsError,
)
from moderation.scoring.training.loop import Plan
from tests.checkpoints import build, named, opened, saved

BEGAN = datetime(2026, 1, 1, tzinfo=UTC)
WORDS = [
    *("the", "council", "voted", "on", "tuesday", "to", "keep", "open", "winter"),
    *("market", "author", "figures"),
]
HARMLESS = dict.fromkeys((Label.TOXICITY, Label.IDENTITY_ATTACK, Label.THREAT), 0.0)
WAY = Way(
    plan=Plan(
        learning_rate=5e-3,
        batch_size=16,
        averaged=0.9,
        frozen_layers=0,
        share_of_start=0.0,
        remembered=0.0,
        drops=False,
        save_every=0,
        report_every=1_000,
    ),
    passes=4,
    exact=True,
    least=Least(decisions=300, rejections=60),
    least_of_label=20,
)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Checkpoint:
    file = build(tmp_path_factory.mktemp("small"))
    content = opened(file)
    # Large random weights drown what a few steps teach.
    content["state_dict"] = {
        name: value / 10 if value.dim() > 1 else value
        for name, value in content["state_dict"].items()
    }
    saved(file, content)
    return named(file)


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> Folders:
    folder = tmp_path_factory.mktemp("instance")
    return Folders(folder / "models", folder / "classifier")


def decided(is_rejected: Callable[[str], bool], count: int = 400) -> list[DecidedText]:
    """Return decisions on comments. Every third comment speaks of the harbour."""
    rng = random.Random(3)
    found = []
    for place in range(count):
        words = [*rng.sample(WORDS, 5), "harbour" if place % 3 == 0 else "column"]
        rng.shuffle(words)
        text = " ".join(words)
        rejected = is_rejected(text)
        found.append(
            DecidedText(
                text,
                {Label.TOXICITY: 1.0} if rejected else HARMLESS,
                rejected,
                BEGAN + timedelta(minutes=place),
            )
        )
    return found


def learned(
    decisions: list[DecidedText], small: Checkpoint, folders: Folders
) -> Learned:
    start = Source(str(small.file), small.sha256)
    return learn_from(
        decisions,
        [],
        start=start,
        in_force=start,
        folders=folders,
        way=WAY,
        report=lambda _: None,
    )


def test_decisions_that_follow_a_rule_teach_it_and_leave_no_text_behind(
    small: Checkpoint, folders: Folders
) -> None:
    decisions = decided(lambda text: "harbour" in text)

    found = learned(decisions, small, folders)

    assert found.found[0].after.value > 0.9
    assert found.found[0].gain.low > 0
    assert set(found.calibration.lines) == {Label.TOXICITY}
    assert found.knots["toxicity"][-1] == (1.0, 1.0)
    [folder] = folders.models.iterdir()
    assert folder.name == found.checkpoint.sha256
    kept = sorted(str(each.relative_to(folder)) for each in folder.rglob("*.*"))
    assert kept[:2] == ["calibration.json", "config/config.json"]
    assert not any(
        text.encode() in each.read_bytes()
        for text in [each.text for each in decisions[:20]]
        for each in folder.rglob("*")
        if each.is_file()
    )


def test_random_decisions_are_refused_as_no_better(
    small: Checkpoint, folders: Folders
) -> None:
    before = set(folders.models.glob("*"))
    chance = random.Random(11)

    with pytest.raises(NoBetterError, match="no better than the one in force"):
        learned(decided(lambda _: chance.random() < 0.3), small, folders)

    assert set(folders.models.glob("*")) == before


def test_too_few_decisions_are_refused_before_anything_is_loaded(
    small: Checkpoint, tmp_path: Path
) -> None:
    folders = Folders(tmp_path / "models", tmp_path / "classifier")

    with pytest.raises(TooFewDecisionsError, match="Learning needs 300"):
        learned(decided(lambda _: True, count=20), small, folders)

    assert not folders.models.exists()
