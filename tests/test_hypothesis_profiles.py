"""The suite never fails by chance, and ``make walk`` searches further."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import settings

from tests.hypothesis_profiles import SUITE, WALK, WALK_TIMES, examples


@pytest.fixture
def walking() -> Iterator[None]:
    before = settings.get_current_profile_name()
    settings.load_profile(WALK)
    yield
    settings.load_profile(before)


def test_a_run_of_the_suite_draws_what_every_run_draws() -> None:
    suite = settings.get_profile(SUITE)

    assert suite.derandomize
    assert suite.database is None
    assert suite.deadline is None


@pytest.mark.usefixtures("walking")
def test_a_walk_draws_at_random_and_ten_times_as_often() -> None:
    assert not settings.get_profile(WALK).derandomize
    assert examples(12) == 12 * WALK_TIMES
