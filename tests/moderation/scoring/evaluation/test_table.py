"""One table for any checkpoint, over rows made for the test."""

from __future__ import annotations

from pathlib import Path

import pytest

from moderation.scoring.base.labels import Label
from moderation.scoring.deobfuscation.unmasking import unmask
from moderation.scoring.deobfuscation.unmasking_scorer import UnmaskingScorer
from moderation.scoring.evaluation import disguises
from moderation.scoring.evaluation.side_by_side import as_text
from moderation.scoring.evaluation.table import evaluate
from moderation.scoring.runtime.calibration import Calibration, CalibrationLine
from moderation.scoring.runtime.fixed_scorer import FixedScorer
from tests.moderation.scoring.training.data import (
    civil_raw,
    judged_raw,
    kept_back,
    write,
)

LIMITS = {"General": {Label.TOXICITY: (0.5, 0.9)}}


@pytest.fixture
def data(tmp_path: Path) -> Path:
    bad = [f"You idiot, number {place}" for place in range(6)]
    good = [f"Troops left the town on day {place}" for place in range(6)]
    write(
        tmp_path,
        "civil_comments.csv.gz",
        [civil_raw(kept_back(text), toxicity="1.0") for text in bad]
        + [civil_raw(kept_back(text), toxicity="0.0") for text in good],
    )
    vile = {"toxicity": "1.0", "near_natural": "1"}
    write(
        tmp_path,
        "judged_civil.csv.gz",
        [judged_raw(text, measure="1", **vile) for text in bad]
        + [judged_raw(text, measure="1", near_natural="1") for text in good],
    )
    write(
        tmp_path,
        "hatecheck.csv.gz",
        [
            {"functionality": "f1", "test_case": "An idiot", "label_gold": "hateful"},
            {"functionality": "f2", "test_case": "A day", "label_gold": "non-hateful"},
        ],
    )
    write(
        tmp_path,
        "sentence_templates.csv.gz",
        [
            {"template": "t", "toxicity": "toxic", "phrase": "idiot gay"},
            {"template": "t", "toxicity": "nontoxic", "phrase": "kind gay"},
        ],
    )
    return tmp_path


def test_every_section_has_its_figures(data: Path) -> None:
    plain = FixedScorer()
    sections = list(
        evaluate(
            plain.score,
            UnmaskingScorer(plain).score,
            Calibration(),
            data,
            lambda _: None,
            limits=LIMITS,
        )
    )
    text = "\n".join(as_text(section) for section in sections)

    assert len(sections) == 13
    assert "| AUC toxicity | 1.000" in text
    assert "| false positives at 0.5, war | 0.000" in text
    assert "| accuracy f1 |" in text
    assert "| BPSN AUC, gay |" in text
    assert "| flagged or held, gay | 0.000" in text


def test_unmasking_brings_back_what_a_disguise_hid(data: Path) -> None:
    plain = FixedScorer()
    sections = dict(
        evaluate(
            plain.score,
            UnmaskingScorer(plain).score,
            Calibration(),
            data,
            lambda _: None,
            limits=LIMITS,
        )
    )
    lines = dict(sections["Disguises"])

    hidden = lines["recall under invisible characters, as written"]
    found = lines["recall under invisible characters, unmasked"]
    assert hidden.startswith("0.000")
    assert found.startswith("1.000")


def test_a_profiles_thresholds_are_held_against_calibrated_scores(data: Path) -> None:
    plain = FixedScorer()
    nothing_is_certain = Calibration(
        "c9", {Label.TOXICITY: CalibrationLine(1.0, -20.0)}
    )
    sections = dict(
        evaluate(
            plain.score,
            UnmaskingScorer(plain).score,
            nothing_is_certain,
            data,
            lambda _: None,
            limits=LIMITS,
        )
    )

    caught = dict(sections["Judged rows at the thresholds of General"])
    assert caught["flagged or held, harmful, near natural"].startswith("0.000")
    assert dict(sections["Identity templates"])["recall at 0.5"].startswith("1.000")


@pytest.mark.parametrize("name", disguises.DISGUISES)
def test_a_disguise_changes_the_letters(name: str) -> None:
    text = "A worthless imposter"

    assert disguises.DISGUISES[name](text) != text


@pytest.mark.parametrize("name", ["invisible characters", "full-width letters"])
def test_a_disguise_can_be_undone(name: str) -> None:
    text = "A worthless imposter"

    assert unmask(disguises.DISGUISES[name](text)).text == text
