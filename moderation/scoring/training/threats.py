"""Rows that teach only threats: rows of the data, and our own sentences.

Our threats share their verbs and nouns with our harmless sentences. Only who does what
to whom, and whether it is wished, announced, told or a figure of speech, differs.
"""

from __future__ import annotations

import random
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

from moderation.scoring.base.labels import Label
from moderation.scoring.training import claims, sentences
from moderation.scoring.training.rows import (
    WAR,
    TrainingRow,
    civil,
    contextual_abuse,
    jigsaw,
    row,
)

CIVIL = 9_000
CIVIL_WAR = 6_000
JIGSAW = 3_000
JIGSAW_TIMES = 3
CONTEXTUAL_ABUSE = 2_500
SENTENCES = 1_200
CLAIMS = 4_000
OWN = 14_000
"""The number of our own sentences, and of rows of the data that do not threaten."""

THREAT = list(Label).index(Label.THREAT)

CALM = 0.15
"""A row with less toxicity than this counts as no threat if nobody judged the label."""

FILE = Path(__file__).parent / "threats.toml"

_KINDS = {
    "aimed": (22, 0.97, 1.0),
    "called_for": (22, 0.97, 1.0),
    "told": (49, 0.02, 1.5),
    "hard": (7, 0.02, 1.0),
}
"""For each kind of sentence: its share in percent, its target, and its weight."""


def gather(folder: Path, *, seed: int) -> list[TrainingRow]:
    """Return rows from the data in *folder* and our own, with only threat known.

    All threats of the data are included; Jigsaw's few count three times. Rows about war
    that do not threaten count twice, because the start mistakes the topic for a threat.
    """
    rng = random.Random(seed)  # noqa: S311  Reproducible by design; nothing secret hangs on it.
    threatening, others = _parted([_known(each) for each in civil(folder)])
    of_war = [each for each in others if WAR.search(each.text)]
    rows = [*threatening]
    rows += [replace(each, weight=2.0) for each in _some(of_war, CIVIL_WAR, rng)]
    rows += _some(others, CIVIL, rng)
    talk = [_known(each) for each in jigsaw(folder)]
    rows += _parted(talk)[0] * JIGSAW_TIMES
    rows += _some(talk, JIGSAW, rng)
    rows += map(_known, _some(list(contextual_abuse(folder)), CONTEXTUAL_ABUSE, rng))
    rows += map(_known, sentences.compose(count=SENTENCES, seed=seed))
    rows += map(_known, claims.compose(count=CLAIMS, seed=seed))
    rows += compose(count=OWN, seed=seed)
    return rows


def _known(each: TrainingRow) -> TrainingRow:
    """Return *each* with only threat known, inferred from toxicity if unjudged."""
    toxicity, threat = each.targets[0], each.targets[THREAT]
    if threat is None and toxicity is not None and toxicity < CALM:
        threat = 0.0
    return row(each.text, {Label.THREAT: threat})


def _parted(rows: Sequence[TrainingRow]) -> tuple[list[TrainingRow], list[TrainingRow]]:
    """Return the rows that threaten, and the others."""
    parts: tuple[list[TrainingRow], list[TrainingRow]] = ([], [])
    for each in rows:
        parts[(each.targets[THREAT] or 0.0) < 0.5].append(each)
    return parts


def _some(
    rows: Sequence[TrainingRow], count: int, rng: random.Random
) -> list[TrainingRow]:
    return rng.sample(rows, min(count, len(rows)))


@cache
def book() -> dict[str, list[str]]:
    """Return the sentences of each kind, with slots for people and places."""
    content: dict[str, list[str]] = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return content


def compose(*, count: int, seed: int) -> Iterator[TrainingRow]:
    """Yield *count* rows in which only threat is known."""
    rng = random.Random(seed)  # noqa: S311  Reproducible by design; nothing secret hangs on it.
    shares = [share for share, _, _ in _KINDS.values()]
    for kind in rng.choices(list(_KINDS), shares, k=count):
        _, threat, weight = _KINDS[kind]
        text = sentences.fill(rng.choice(book()[kind]), rng)
        yield row(_typed(text, rng), {Label.THREAT: threat}, weight)


def _typed(text: str, rng: random.Random) -> str:
    """Return *text* with typing errors, sometimes beside a harmless sentence."""
    if rng.random() < 0.2:
        text = text.lower()
    if rng.random() < 0.2:
        text = text.rstrip(".!")
    if rng.random() < 0.25:
        other = rng.choice(sentences.book()["neutral"])
        beside = sentences.fill(other, rng)
        text = f"{beside} {text}" if rng.random() < 0.6 else f"{text} {beside}"
    return text
