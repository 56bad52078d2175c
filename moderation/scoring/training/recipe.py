"""The two training passes of the bundled checkpoint, and the rows of each.

The first pass uses all rows. The second starts from its result and teaches only
threats; the other labels are kept as the first pass left them.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from moderation.scoring.base.labels import Label
from moderation.scoring.training import claims, judged, sentences, threats
from moderation.scoring.training.loop import Plan
from moderation.scoring.training.rows import (
    GROUP,
    WAR,
    TrainingRow,
    civil,
    contextual_abuse,
    jigsaw,
    paradetox,
    read,
)

CIVIL = 42_000
JIGSAW = 12_000
CONTEXTUAL_ABUSE = 6_000
PARADETOX = 8_000
OWN = 6_000
CLAIMS = 24_000
SWAPPED = 2_500

MEASURING = {"hatecheck.csv.gz": "test_case", "sentence_templates.csv.gz": "phrase"}
"""The sets that measure and never train, and the column with the text."""

SEVERE = list(Label).index(Label.SEVERE_TOXICITY)


def gather(folder: Path, *, seed: int) -> list[TrainingRow]:
    """Return the rows to train on, from the data in *folder* and our own sentences.

    All rows that name a group, are about war or are severe are kept. The others are
    sampled so that a pass takes less than an hour on two processor cores.
    """
    rng = random.Random(seed)  # noqa: S311  Reproducible by design; nothing secret hangs on it.
    rows = _some(list(civil(folder)), CIVIL, rng)
    rows += _some(list(jigsaw(folder)), JIGSAW, rng)
    rows += _some(list(contextual_abuse(folder)), CONTEXTUAL_ABUSE, rng)
    rows += rng.sample(list(paradetox(folder)), PARADETOX)
    rows += sentences.swapped(rows, count=SWAPPED, seed=seed)
    rows += sentences.compose(count=OWN, seed=seed)
    rows += claims.compose(count=CLAIMS, seed=seed)
    return rows


def unmeasured(rows: Sequence[TrainingRow], folder: Path) -> list[TrainingRow]:
    """Return *rows* without those whose text also occurs in a set that measures."""
    measured = {
        _words(raw[column])
        for name, column in MEASURING.items()
        if (folder / name).exists()
        for raw in read(folder / name)
    }
    return [each for each in rows if _words(each.text) not in measured]


def _words(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


def _some(
    rows: Sequence[TrainingRow], count: int, rng: random.Random
) -> list[TrainingRow]:
    kept = [each for each in rows if _is_kept(each)]
    others = [each for each in rows if not _is_kept(each)]
    rest = max(0, min(count - len(kept), len(others)))
    return [*kept, *rng.sample(others, rest)]


def _is_kept(row: TrainingRow) -> bool:
    is_rare = bool(row.targets[SEVERE])
    return is_rare or bool(GROUP.search(row.text) or WAR.search(row.text))


@dataclass(frozen=True)
class Recipe:
    """The rows of a pass, and the plan for training on them."""

    gather: Callable[..., list[TrainingRow]]
    plan: Plan


RECIPES: Mapping[str, Recipe] = {
    "whole": Recipe(gather, Plan()),
    "threats": Recipe(
        threats.gather,
        Plan(
            learning_rate=5e-5,
            share_of_start=0.0,
            remembered=1.0,
            remembered_labels=tuple(Label),
        ),
    ),
    "judged": Recipe(
        judged.gather,
        Plan(
            learning_rate=1e-4,
            warm_up=0.06,
            averaged=0.99,
            share_of_start=0.06,
            remembered=0.0,
            drops=False,
        ),
    ),
}
"""The trainings that led to the bundled checkpoint, in order."""
