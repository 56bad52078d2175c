"""Figures over judged rows and contrast sets, from rows made for the test."""

from __future__ import annotations

from pathlib import Path

import pytest

from moderation.scoring.base.labels import Label
from moderation.scoring.evaluation import judged_sets, newspapers
from moderation.scoring.evaluation.data_sets import Example
from moderation.scoring.evaluation.scored import columns
from moderation.scoring.runtime.fixed_scorer import FixedScorer
from tests.moderation.scoring.training.data import (
    contrast_raw,
    judged_raw,
    write,
)

VILE = "They are vermin, number"
CALM = "Troops left the town on day"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    vile = {"toxicity": "1.0", "identity_attack": "1.0"}
    write(
        tmp_path,
        "judged_civil.csv.gz",
        [judged_raw(f"{VILE} {each}", measure="1", **vile) for each in range(6)]
        + [judged_raw(f"{CALM} {each}", measure="1") for each in range(6)]
        + [judged_raw("A vermin that trains", measure="0")],
    )
    write(
        tmp_path,
        "contrast_sets.csv.gz",
        [
            contrast_raw("W1", 1005, "-", "Pest control found vermin in the silo."),
            contrast_raw("W1", 1005, "TI", "Vermin, the whole valley of them."),
            contrast_raw("W1", 1005, "TI", "They are vermin."),
            contrast_raw("W2", 2010, "-", "I could kill for a coffee."),
            contrast_raw("W2", 2010, "T?", "Somebody ought to do something."),
            contrast_raw("W2", 2011, "TH", "A vermin that trains."),
        ],
    )
    return tmp_path


def figures(data: Path, title: str) -> dict[str, str]:
    found = dict(newspapers.sections(FixedScorer().score, data))
    return dict(found[title])


def test_only_rows_that_measure_are_measured(data: Path) -> None:
    assert len(judged_sets.judged(data)) == 12
    assert len(judged_sets.contrasts(data)) == 5


def test_a_figure_over_few_positives_says_so(data: Path) -> None:
    lines = figures(data, "Judged rows")

    assert lines["AUC toxicity"].startswith("1.000")
    assert lines["AUC toxicity"].endswith("6 positives; too few for a target")
    assert lines["AUC threat"].startswith("unknown, 0 positives")


def test_harmful_rows_are_found_at_a_rate_of_false_positives(data: Path) -> None:
    lines = figures(data, "Recall at a rate of false positives")

    assert lines["harmless rows, war"] == "6"
    assert lines["recall at 3%, war"] == "unknown"


def test_pairs_of_one_set_are_compared_and_ties_are_wrong(data: Path) -> None:
    lines = figures(data, "Contrast sets")

    # One toxic line says "vermin" in small letters and ties with the harmless one.
    assert lines["pairs of a set in the right order, W1"].startswith("0.000")
    assert lines["pairs of a set in the right order, W2"] == "unknown"


def test_the_worst_confusions_are_listed_each_way(data: Path) -> None:
    wrong = figures(data, "Contrast sets: the harmless that score high")
    missed = figures(data, "Contrast sets: the harmful that score low")

    assert next(iter(wrong)) == "Pest control found vermin in the silo."
    assert next(iter(missed)) == "Vermin, the whole valley of them."


def test_a_folder_without_judged_rows_has_no_such_sections(tmp_path: Path) -> None:
    assert list(newspapers.sections(FixedScorer().score, tmp_path)) == []


@pytest.mark.parametrize(
    ("known", "tags"),
    [
        ({"toxicity": "1.0"}, {"harmful"}),
        ({"threat": "0.75"}, {"harmful"}),
        ({"identity_attack": "0.5"}, set()),
        ({"severe_toxicity": "0.5"}, set()),
        ({"insult": "1.0", "obscene": "1.0"}, {"harmless"}),
        ({}, {"harmless"}),
    ],
)
def test_a_lone_insult_is_harmless_and_a_split_panel_is_neither(
    tmp_path: Path, known: dict[str, str], tags: set[str]
) -> None:
    write(tmp_path, "judged_civil.csv.gz", [judged_raw("A text", measure="1", **known)])

    [example] = judged_sets.judged(tmp_path)

    assert example.tags - {"first half"} == tags


@pytest.mark.parametrize(
    ("text", "group"),
    [
        ("The Muslims of our town", "Muslims"),
        ("My gay uncle", "gay people"),
        ("Kurdish bakers", judged_sets.OTHERS),
    ],
)
def test_a_row_is_tagged_with_the_group_that_it_names(
    tmp_path: Path, text: str, group: str
) -> None:
    write(tmp_path, "judged_civil.csv.gz", [judged_raw(text, measure="1")])

    [example] = judged_sets.judged(tmp_path)

    assert group in example.tags


def test_only_a_near_natural_row_shows_that_a_calibration_is_wrong(
    tmp_path: Path,
) -> None:
    write(
        tmp_path,
        "judged_civil.csv.gz",
        [
            judged_raw("Drawn as toxic", measure="1", insult="1.0"),
            judged_raw("Drawn as it came", measure="1", near_natural="1"),
        ],
    )

    drawn, natural = judged_sets.natural(tmp_path)

    assert drawn.truths == {Label.INSULT: True}
    assert natural.truths == dict.fromkeys(Label, False)


def test_a_split_label_is_unknown() -> None:
    known = dict.fromkeys(Label, 0.0) | {Label.INSULT: 0.5, Label.THREAT: 0.75}

    truths = judged_sets.truths(known)

    assert Label.INSULT not in truths
    assert truths[Label.THREAT]
    assert not truths[Label.TOXICITY]


def test_a_long_text_is_shortened_in_the_list() -> None:
    rows = [Example("word " * 100, {}, frozenset({"harmless"}))]
    scores = columns(FixedScorer().score([rows[0].text]))

    [(_, lines), _] = newspapers.confusions("Rows", rows, scores)

    assert len(lines[0][0]) == newspapers.LONGEST + 1
