"""The scale of the real API: monotone, measured, and only for one model."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderation.perspective.calibrating import (
    BUNDLED,
    OWN,
    ScaleCalibration,
    calibration_for,
    mixed,
)
from moderation.perspective.fitting import (
    COLUMNS,
    LEAST_ROWS,
    cross_validated,
    fit,
    measure,
    mix,
)
from moderation.scoring.base.labels import Label

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


def test_a_newsrooms_own_fit_goes_before_the_bundled_one(
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
    scores = dict.fromkeys(Label, 0.3)
    assert found.apply("TOXICITY", Label.TOXICITY, scores) == 0.3


def test_an_attribute_is_mixed_from_the_labels_that_the_real_api_follows() -> None:
    rng = np.random.default_rng(1)
    values = rng.uniform(0.01, 0.99, (200, len(Label)))
    scores = [dict(zip(Label, map(float, row), strict=True)) for row in values]
    real = np.array([each[Label.INSULT] for each in scores])

    weights = mix(scores, real)

    assert weights[Label.INSULT] > 0.9
    assert all(weight > 0 for weight in weights.values())


def test_a_row_is_measured_by_a_fit_that_did_not_see_it() -> None:
    rng = np.random.default_rng(1)
    values = rng.uniform(0.01, 0.99, (200, len(Label)))
    scores = [dict(zip(Label, map(float, row), strict=True)) for row in values]
    real = rng.uniform(0, 1, 200)

    mixtures, mapped = cross_validated(scores, real, Label.TOXICITY)

    assert abs(measure(mixtures, mapped, real)["rank_correlation"]) < 0.2


def test_a_label_that_the_model_lacks_does_not_count() -> None:
    scores = dict.fromkeys(Label, 0.5) | {Label.INSULT: None, Label.THREAT: 0.9}
    weights = {Label.INSULT: 0.5, Label.THREAT: 1.0}

    assert mixed(scores, weights) == pytest.approx(0.9)


def test_a_model_without_the_label_has_no_score() -> None:
    scores = dict.fromkeys(Label, 0.5) | {Label.THREAT: None}

    assert ScaleCalibration().apply("THREAT", Label.THREAT, scores) is None


def test_a_perfect_map_agrees_wholly() -> None:
    scores = np.linspace(0, 1, 200)
    curve = fit(scores, scores**2)
    mapped = np.array([curve(score) for score in scores])

    measured = measure(scores, mapped, scores**2)

    assert measured["rank_correlation"] == 1
    assert measured["mean_difference"] < 0.001
    assert measured["cuts"][0]["same_side"][0] == 1
