"""The codes of the judging guideline: one letter for each label."""

from __future__ import annotations

import re

from moderation.scoring.base.labels import Label
from moderation.scoring.training.rows import TrainingRow

CODES = {
    "T": Label.TOXICITY,
    "S": Label.SEVERE_TOXICITY,
    "O": Label.OBSCENE,
    "I": Label.IDENTITY_ATTACK,
    "N": Label.INSULT,
    "H": Label.THREAT,
    "X": Label.SEXUAL_EXPLICIT,
}
SPLIT = 0.5
"""The value of a label on which a fair panel would split: the mark ``?``."""


def labels_of_codes(codes: str) -> dict[Label, float]:
    """Return the value of each label that *codes* such as ``TN`` or ``I?`` give.

    :raises ValueError: for a letter that is no code.
    """
    if not re.fullmatch(r"-|(?:[TSOINHX]\??)+", codes):
        raise ValueError(f"{codes!r} is not made of the guideline's codes.")
    found = dict.fromkeys(Label, 0.0)
    for letter, mark in re.findall(r"([A-Z])(\??)", codes):
        found[CODES[letter]] = SPLIT if mark else 1.0
    return found


def known_by(each: TrainingRow) -> dict[Label, float | None]:
    """Return the target of each label of a training row."""
    return dict(zip(Label, each.targets, strict=True))
