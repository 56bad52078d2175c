"""The codes of the judging guideline."""

from __future__ import annotations

import pytest

from moderation.scoring.base.labels import Label
from moderation.scoring.training.guideline import labels_of_codes


@pytest.mark.parametrize(
    ("codes", "expected"),
    [
        ("-", {}),
        ("TN", {Label.TOXICITY: 1.0, Label.INSULT: 1.0}),
        ("I?", {Label.IDENTITY_ATTACK: 0.5}),
        ("TSOIH?X", {
            Label.TOXICITY: 1.0, Label.SEVERE_TOXICITY: 1.0, Label.OBSCENE: 1.0,
            Label.IDENTITY_ATTACK: 1.0, Label.THREAT: 0.5, Label.SEXUAL_EXPLICIT: 1.0,
        }),
    ],
)  # fmt: skip
def test_a_code_gives_every_label(codes: str, expected: dict[Label, float]) -> None:
    assert labels_of_codes(codes) == dict.fromkeys(Label, 0.0) | expected


@pytest.mark.parametrize("codes", ["", "Q", "T-", "?T", "TI "])
def test_an_unknown_code_of_a_label_is_refused(codes: str) -> None:
    with pytest.raises(ValueError, match="not made of"):
        labels_of_codes(codes)
