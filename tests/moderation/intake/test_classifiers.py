"""Which languages a classifier reads: those that were set, else those of its name."""

from __future__ import annotations

from pathlib import Path

import pytest

from moderation import app
from moderation.intake.classifier_names import ClassifierName
from moderation.intake.classifiers import reading
from moderation.scoring.runtime.fixed_scorer import FixedScorer
from moderation.scoring.runtime.reading_scorer import languages_of

OWN = ClassifierName("/models/learned.ckpt", "ab", "ab")
CONFIGURED = ClassifierName("/models/nord.ckpt", "cd")
MULTILINGUAL = {"en", "es", "fr", "it", "pt", "ru", "tr"}


@pytest.mark.parametrize(
    ("classifier", "languages", "wanted", "found"),
    [
        ("/models/nord.ckpt", "sv, NB", CONFIGURED, {"sv", "nb"}),
        ("/models/nord.ckpt", "", CONFIGURED, {"en"}),
        ("/models/nord.ckpt", "sv", OWN, {"sv"}),
        ("multilingual", "", OWN, MULTILINGUAL),
        ("bundled", "", OWN, {"en"}),
        ("/models/nord.ckpt", "sv", ClassifierName("unbiased", ""), {"en"}),
    ],
)
def test_a_classifier_reads_what_was_set(
    tmp_path: Path,
    classifier: str,
    languages: str,
    wanted: ClassifierName,
    found: set[str],
) -> None:
    settings = app.testing_config(
        tmp_path,
        classifier=classifier,
        classifier_sha256="cd",
        classifier_languages=languages,
    )

    assert languages_of(reading(settings, wanted, FixedScorer())) == found
