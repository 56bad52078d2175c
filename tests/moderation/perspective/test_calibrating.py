"""The scale of the real API: monotone, measured, and only for one model."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderation.perspective.calibrating import BUNDLED, OWN, calibration_for
from moderation.perspective.fitting import COLUMNS, LEAST_ROWS, fit, measure

COMMITTED = json.loads(BUNDLED.read_text())
FLOATS = st.floats(0, 1)


@given(st.lists(st.tuples(FLOATS, FLOATS), min_size=1), FLOATS, FLOATS)
def test_a_higher_score_never_becomes_a_lower_one(
    pairs: list[tuple[float, float]], one: float, other: float
) -> None:
    curve = fit(*np.array(pairs, dtype=np.float64).T)

    low, high = sorted((one, other))
    assert 0 <= curve(low) <= curve(high) <= 1


def test_the_committed_fit_has_every_backed_attribute() -> None:
    assert set(COMMITTED["attributes"]) == set(COLUMNS)


@pytest.mark.parametrize("name", COLUMNS)
def test_nothing_is_claimed_of_a_cut_with_few_rows_above_it(name: str) -> None:
    for cut in COMMITTED["attributes"][name]["measured"]["cuts"]:
        assert cut["is_claimed"] is (cut["above"] >= LEAST_ROWS)


@pytest.mark.parametrize(
    ("scale", "version", "expected"),
    [
        ("perspective", COMMITTED["version"], COMMITTED["name"]),
        ("perspective", COMMITTED["version"].replace("-int8", ""), COMMITTED["name"]),
        ("perspective", "another", "raw"),
        ("raw", COMMITTED["version"], "raw"),
    ],
)
def test_a_fit_is_applied_to_the_model_it_was_made_for_and_to_no_other(
    tmp_path: Path, scale: str, version: str, expected: str
) -> None:
    found = calibration_for(
        scale, model=COMMITTED["model"], version=version, instance_path=tmp_path
    )

    assert found.name == expected


def test_a_fit_of_ones_own_goes_before_the_one_that_comes_along(
    tmp_path: Path,
) -> None:
    own = COMMITTED | {"name": "own", "attributes": {}}
    (tmp_path / OWN).write_text(json.dumps(own))

    found = calibration_for(
        "perspective",
        model=COMMITTED["model"],
        version=COMMITTED["version"],
        instance_path=tmp_path,
    )

    assert found.name == "own"
    assert found.apply("TOXICITY", 0.3) == 0.3


def test_a_perfect_map_agrees_wholly() -> None:
    scores = np.linspace(0, 1, 200)

    measured = measure(scores, scores**2, fit(scores, scores**2))

    assert measured["rank_correlation"] == 1
    assert measured["mean_difference"] < 0.001
    assert measured["cuts"][0]["same_side"][0] == 1
