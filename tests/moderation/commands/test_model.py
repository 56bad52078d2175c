"""The commands of the classifier, on a small checkpoint."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import Result

from moderation.app import create_app
from moderation.app import testing_config as config_for_tests
from moderation.scoring.base.checkpoints import Checkpoint
from moderation.scoring.base.labels import Label
from moderation.scoring.runtime.calibration import FILE, calibration_of
from moderation.scoring.runtime.loading import load_plain
from tests.moderation.scoring.training.data import judged_raw, write

WORDS = ("vermin", "lorries", "harbour", "council", "idiots", "bread")


@pytest.fixture
def data(tmp_path: Path, small: Checkpoint) -> Path:
    """Rows that are toxic more often if *small* gives them a higher score.

    The weights of *small* are random, so any word may raise its score.
    """
    folder = tmp_path / "data"
    folder.mkdir()
    texts = [
        f"The {one} and the {other}, on day {day}"
        for one in WORDS
        for other in WORDS
        for day in range(13)
    ]
    prepared = tmp_path / "instance" / "classifier"
    scorer, _ = load_plain(str(small.file), prepared, sha256=small.sha256)
    scores = [each[Label.TOXICITY] or 0.0 for each in scorer.score(texts)]
    order = sorted(range(len(texts)), key=scores.__getitem__)
    # One row in five goes against the score, so that no line fits without end.
    toxic = {
        at
        for place, at in enumerate(order)
        if (place > len(order) // 2) != (place % 5 == 0)
    }
    rows = [
        judged_raw(
            text,
            measure="1",
            near_natural="1",
            toxicity="1.0" if at in toxic else "0.0",
        )
        for at, text in enumerate(texts)
    ]
    write(folder, "judged_civil.csv.gz", rows)
    return folder


def run(tmp_path: Path, *arguments: str) -> Result:
    app = create_app(config_for_tests(tmp_path / "instance"))
    return app.test_cli_runner().invoke(args=["model", *arguments])


def test_an_own_checkpoint_is_calibrated_by_a_file_beside_it(
    tmp_path: Path, data: Path, small: Checkpoint
) -> None:
    done = run(
        tmp_path,
        *("calibrate", str(small.file), "--data", str(data)),
        *("--sha256", small.sha256),
    )

    assert done.exit_code == 0, done.output
    assert done.output.strip().endswith(FILE)
    assert set(calibration_of(small).lines) == {Label.TOXICITY}


def test_a_checkpoint_of_another_digest_is_not_calibrated(
    tmp_path: Path, small: Checkpoint
) -> None:
    done = run(
        tmp_path,
        *("calibrate", str(small.file), "--data", str(tmp_path)),
        *("--sha256", "0" * 64),
    )

    assert done.exit_code != 0
    assert not (small.file.parent / FILE).exists()


def test_checkpoints_are_measured_side_by_side(
    tmp_path: Path, small: Checkpoint
) -> None:
    folder = tmp_path / "judged"
    folder.mkdir()
    vile = judged_raw("They are vermin", measure="1", toxicity="1.0")
    calm = judged_raw("The council voted", measure="1")
    write(folder, "judged_civil.csv.gz", [vile, calm])
    mean = small.file.parent / "mean.ckpt"
    averaged = run(
        tmp_path, "average", str(small.file), str(small.file), "--out", str(mean)
    )
    [digest] = re.findall(r"SHA-256 (\w+)", averaged.output)

    done = run(
        tmp_path,
        *("evaluate", str(small.file), str(mean), "--newspapers", "--exact"),
        *("--data", str(folder), "--sha256", small.sha256, "--sha256", digest),
    )

    assert done.exit_code == 0, done.output
    assert f"| measured | small-{small.sha256[:12]}" in done.output
    assert f"| mean-{digest[:12]}" in done.output
    [line] = [each for each in done.output.splitlines() if "| AUC toxicity |" in each]
    assert line.count("1 positives") == 2
