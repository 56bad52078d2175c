"""Whatever people do, in any order: counters and pages stay correct."""

from __future__ import annotations

import shutil
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.hypothesis_profiles import examples
from tests.sequences.authors import Authors
from tests.sequences.desk import found_desk
from tests.sequences.moderators import Moderators


@pytest.mark.hypothesis
def test_any_sequence_leaves_everything_consistent(
    template_file: Path, tmp_path: Path, now: datetime
) -> None:
    founded = tmp_path / "founded.sqlite"
    shutil.copy(template_file, founded)
    found_desk(founded, now)

    class Here(Authors, Moderators):
        template = founded

    run_state_machine_as_test(
        Here,
        settings=settings(
            max_examples=examples(12),
            stateful_step_count=50,
            suppress_health_check=list(HealthCheck),
        ),
    )
