"""The commands of the classifier, on a small checkpoint of somebody's own."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import Result

from moderation.app import create_app
from moderation.app import testing_config as config_for_tests
from moderation.scoring.calibration import FILE, calibration_of
from moderation.scoring.checkpoints import Checkpoint
from moderation.scoring.labels import Label
from tests.moderation.scoring.training.data import civil_raw, kept_back, write


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir()
    rows = [
        civil_raw(kept_back(text), toxicity=toxicity)
        for place in range(12)
        for text, toxicity in (
            (f"You vermin, number {place}", "1.0"),
            (f"The lorries waited on day {place}", "0.0"),
        )
    ]
    write(folder, "civil_comments.csv.gz", rows)
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
    tmp_path: Path, data: Path, small: Checkpoint
) -> None:
    done = run(
        tmp_path,
        *("calibrate", str(small.file), "--data", str(data)),
        *("--sha256", "0" * 64),
    )

    assert done.exit_code != 0
    assert not (small.file.parent / FILE).exists()
