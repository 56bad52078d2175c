"""Rows judged by reading, contrast sets, and what keeps the rest of the knowledge.

The judged rows are the truth wherever the labels that a row came with differ. Every
label of a judged row and of a contrast set is known, so no other model is asked.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from moderation.scoring.base.labels import Label
from moderation.scoring.training import claims, sentences, threats
from moderation.scoring.training.guideline import known_by, labels_of_codes
from moderation.scoring.training.rows import (
    GROUP,
    WAR,
    TrainingRow,
    contextual_abuse,
    is_kept_back,
    jigsaw,
    number,
    read,
    row,
)

JUDGED = "judged_civil.csv.gz"
CONTRAST = "contrast_sets.csv.gz"
OWN_CONTRAST = Path(__file__).parent / "contrasts.tsv"

CONTRAST_TIMES = 2
"""How often one pass sees each line of a contrast set."""

MEASURED_SET = 5
"""A contrast set is kept back if its number is divisible by this."""

JIGSAW = 1_500
CONTEXTUAL_ABUSE = 1_000
EXPLICIT = 600
CLAIMS = 2_500
SENTENCES = 1_000
THREATS = 1_500

BASE, COUNTERWEIGHT, RARE = 2.0, 3.0, 3.0
"""Weights of judged rows: any; harmless ones that name a group or speak of war; those
that attack a group or threaten."""

AT_CONTRAST, AT_OWN, AT_REPLAY = 2.5, 0.6, 0.7

_ABUSE = (Label.SEVERE_TOXICITY, Label.IDENTITY_ATTACK, Label.THREAT)


def gather(folder: Path, *, seed: int) -> list[TrainingRow]:
    """Return all judged rows and contrast sets, and some of everything else."""
    rng = random.Random(seed)  # noqa: S311  Reproducible by design; nothing secret hangs on it.
    rows = list(judged(folder))
    rows += [*contrasts(folder), *own_contrasts()] * CONTRAST_TIMES
    rows += talk(folder, rng)
    rows += _some(_abuse(folder), CONTEXTUAL_ABUSE, rng)
    rows += _some(list(explicit(folder)), EXPLICIT, rng)
    own = [*claims.compose(count=CLAIMS, seed=seed)]
    own += sentences.compose(count=SENTENCES, seed=seed)
    own += threats.compose(count=THREATS, seed=seed)
    return rows + [replace(each, weight=AT_OWN * each.weight) for each in own]


def judged(folder: Path) -> Iterator[TrainingRow]:
    """Yield the judged rows that do not measure, with all seven labels."""
    for raw in read(folder / JUDGED):
        if raw["measure"] != "1":
            known = {label: number(raw[label.value]) or 0.0 for label in Label}
            yield row(raw["text"], known, _weight(raw["text"], known))


def _weight(text: str, known: Mapping[Label, float]) -> float:
    if known[Label.IDENTITY_ATTACK] == 1.0 or known[Label.THREAT] == 1.0:
        return RARE
    is_harmless = not any(known[label] for label in (Label.TOXICITY, *_ABUSE))
    named = GROUP.search(text) or WAR.search(text)
    return COUNTERWEIGHT if is_harmless and named else BASE


def contrasts(folder: Path) -> Iterator[TrainingRow]:
    """Yield the lines of the contrast sets that are not kept back."""
    for raw in read(folder / CONTRAST):
        if int(raw["set"]) % MEASURED_SET:
            yield row(raw["text"], labels_of_codes(raw["codes"]), AT_CONTRAST)


def own_contrasts() -> Iterator[TrainingRow]:
    """Yield the lines of the sets written where the others are thin."""
    for line in OWN_CONTRAST.read_text(encoding="utf-8").splitlines():
        _, codes, text = line.split("\t")
        yield row(text, labels_of_codes(codes), AT_CONTRAST)


def talk(folder: Path, rng: random.Random) -> list[TrainingRow]:
    """Return Wikipedia comments: all that threaten, attack a group or are severe.

    The toxicity of a comment that is only rude is unknown: the guideline may differ.
    """
    rows = []
    for each in jigsaw(folder):
        known = known_by(each)
        if known[Label.TOXICITY] and not any(known[label] for label in _ABUSE):
            known[Label.TOXICITY] = None
        rows.append(row(each.text, known, AT_REPLAY * each.weight))
    rare = [each for each in rows if _is_rare(each)]
    others = [each for each in rows if not _is_rare(each)]
    return [*rare, *_some(others, JIGSAW - len(rare), rng)]


def _is_rare(each: TrainingRow) -> bool:
    return any(known_by(each)[label] for label in _ABUSE)


def _abuse(folder: Path) -> list[TrainingRow]:
    """Return Reddit comments whose labels tell whether a group is attacked."""
    return [
        replace(each, weight=AT_REPLAY * each.weight)
        for each in contextual_abuse(folder)
        if known_by(each)[Label.IDENTITY_ATTACK] is not None
    ]


def explicit(folder: Path) -> Iterator[TrainingRow]:
    """Yield Civil rows that nobody judged anew, with sexually explicit alone known."""
    again = {int(raw["civil_row"]) for raw in read(folder / JUDGED)}
    for place, raw in enumerate(read(folder / "civil_comments.csv.gz")):
        value = number(raw[Label.SEXUAL_EXPLICIT.value])
        if value is None or place in again or is_kept_back(raw["text"]):
            continue
        yield row(raw["text"], {Label.SEXUAL_EXPLICIT: value}, AT_REPLAY)


def _some(
    rows: Sequence[TrainingRow], count: int, rng: random.Random
) -> list[TrainingRow]:
    return rng.sample(rows, min(count, len(rows)))
