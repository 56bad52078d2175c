"""Rows to train on: a text and its known labels.

A label that nobody judged is ``None`` and does not count in the loss.
"""

from __future__ import annotations

import csv
import gzip
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from moderation.scoring.base.labels import Label

Targets = tuple[float | None, ...]

NONE: Mapping[Label, float] = dict.fromkeys(Label, 0.0)
"""A row that is known to have none of the seven labels."""

GROUP = re.compile(
    r"\b(muslim|islam|jew|arab|syrian|refugee|immigrant|migrant|gay|lesbian|trans"
    r"|black|white|women|christian|catholic|hindu|mexican|asian|african|disabled"
    r"|deaf|blind|israel|palestin|russian|kurd|turk|iraq|iran)\w*",
    re.IGNORECASE,
)
"""Words that name a people, a faith or another group. They select rows for training
and measuring; they never decide a label."""

WAR = re.compile(
    r"\b(?:wars?|warfare|military|soldiers?|troops|army|armies|bomb(?:s|ed|ing|ings)?"
    r"|airstrikes?|air strikes?|drones?|missiles?|invasion|invaded|civilians"
    r"|terrorists?|terrorism|isis|taliban|al qaeda|nato|pentagon|ceasefire"
    r"|casualties|massacres?|genocide|syria|iraq|iran|afghanistan"
    r"|gaza|ukraine|north korea)\b",
    re.IGNORECASE,
)
"""Words of war news. They select rows for training and measuring; they never decide a
label."""

KEPT_BACK = 10
"""A Civil Comments row is kept back if the sum of its code points is divisible by
this."""


@dataclass(frozen=True)
class TrainingRow:
    """A text, its targets in the order of :class:`Label`, and its weight."""

    text: str
    targets: Targets
    weight: float = 1.0


def row(
    text: str, known: Mapping[Label, float | None], weight: float = 1.0
) -> TrainingRow:
    """Return a row with the labels in *known*; the other labels are unknown."""
    return TrainingRow(text, tuple(known.get(label) for label in Label), weight)


def is_kept_back(text: str) -> bool:
    """Whether a Civil Comments row is only for measuring."""
    return sum(map(ord, text)) % KEPT_BACK == 0


def is_first_half(text: str) -> bool:
    """Whether a row kept back is in the first of the two halves."""
    return sum(map(ord, text)) // KEPT_BACK % 2 == 0


def civil(folder: Path) -> Iterator[TrainingRow]:
    """Yield the Civil Comments rows that are not kept back."""
    for raw in read(folder / "civil_comments.csv.gz"):
        if not is_kept_back(raw["text"]):
            yield civil_row(raw)


def civil_row(raw: Mapping[str, str]) -> TrainingRow:
    """Return a Civil Comments row, with toxicity softened by the raters' share.

    Unknown toxicity is inferred from the attributes: 0.9 if one of them is 1; if one
    is 0, the rate of toxic rows among such rows. A threat in the words of war news is
    a doubtful target, because raters reacted to the topic.

    Weights: a row that names a group without attacking it counts three times, because
    the data has sixty times as many attacks. So does a harmless row in the words of
    war news, and a row whose severity is known, because both are rare. A row that a
    rater calls an identity attack counts twice, so that our own sentences do not
    outweigh it.
    """
    known = {label: number(raw[label.value]) for label in Label}
    known[Label.TOXICITY] = _civil_toxicity(raw, known)
    for label in (Label.IDENTITY_ATTACK, Label.THREAT, Label.INSULT, Label.OBSCENE):
        known[label] = first(known[label], number(raw[f"ts_{label.value}"]))
    if known[Label.THREAT] == 1.0 and WAR.search(raw["text"]):
        known[Label.THREAT] = 0.7
    if known[Label.SEVERE_TOXICITY] is not None:
        return row(raw["text"], known, 3.0)
    is_counterweight = known[Label.IDENTITY_ATTACK] == 0 or known[Label.TOXICITY] == 0
    if is_counterweight and (GROUP.search(raw["text"]) or WAR.search(raw["text"])):
        return row(raw["text"], known, 3.0)
    return row(raw["text"], known, 2.0 if known[Label.IDENTITY_ATTACK] else 1.0)


def _civil_toxicity(
    raw: Mapping[str, str], known: Mapping[Label, float | None]
) -> float | None:
    others = [known[label] for label in Label if label is not Label.TOXICITY]
    doubt = number(raw["ts_nottoxic"])
    if doubt is not None:
        return 1.0 - 0.8 * doubt
    if known[Label.TOXICITY] is not None:
        return known[Label.TOXICITY]
    if 1.0 in others:
        return 0.9
    if 0.0 in (known[Label.INSULT], known[Label.OBSCENE]):
        return 0.03
    if 0.0 in (known[Label.THREAT], known[Label.IDENTITY_ATTACK]):
        return 0.08
    return 0.11 if known[Label.SEXUAL_EXPLICIT] == 0.0 else None


JIGSAW = {
    Label.TOXICITY: "toxic",
    Label.SEVERE_TOXICITY: "severe_toxic",
    Label.OBSCENE: "obscene",
    Label.IDENTITY_ATTACK: "identity_hate",
    Label.INSULT: "insult",
    Label.THREAT: "threat",
}


def jigsaw(folder: Path) -> Iterator[TrainingRow]:
    """Yield the Wikipedia talk page comments of Jigsaw's first data set."""
    for raw in read(folder / "jigsaw_2018.csv.gz"):
        known = {label: number(raw[column]) for label, column in JIGSAW.items()}
        is_clean = known[Label.TOXICITY] == 0
        known[Label.SEXUAL_EXPLICIT] = 0.0 if is_clean else None
        named = is_clean and GROUP.search(raw["comment_text"]) is not None
        yield row(raw["comment_text"], known, 2.0 if named else 1.0)


CONTEXTUAL: Mapping[str, Mapping[Label, float]] = {
    "IdentityDirectedAbuse": {Label.TOXICITY: 0.95, Label.IDENTITY_ATTACK: 1.0},
    "PersonDirectedAbuse": {Label.TOXICITY: 0.9, Label.INSULT: 0.9},
    "AffiliationDirectedAbuse": {Label.TOXICITY: 0.8},
    "CounterSpeech": {Label.IDENTITY_ATTACK: 0.0, Label.TOXICITY: 0.1},
}


def contextual_abuse(folder: Path) -> Iterator[TrainingRow]:
    """Yield Reddit rows: abuse of groups, and neutral rows that name one."""
    for raw in read(folder / "contextual_abuse.csv.gz"):
        labels = raw["labels"].split(",")
        if labels == ["Neutral"]:
            if GROUP.search(raw["text"]):
                clean = {Label.IDENTITY_ATTACK: 0.0, Label.THREAT: 0.0}
                yield row(raw["text"], clean | {Label.TOXICITY: 0.1}, 1.5)
            continue
        known: dict[Label, float] = {}
        for label in reversed(labels):
            known |= CONTEXTUAL[label]
        yield row(raw["text"], known)


def paradetox(folder: Path) -> Iterator[TrainingRow]:
    """Yield rude sentences and their neutral rewrites, as minimal pairs."""
    polite = {Label.TOXICITY: 0.08, Label.OBSCENE: 0.02, Label.SEVERE_TOXICITY: 0.0}
    for raw in read(folder / "paradetox.csv.gz"):
        yield row(raw["toxic"], {Label.TOXICITY: 0.95})
        yield row(raw["neutral1"], polite)


SOURCES: tuple[Callable[[Path], Iterator[TrainingRow]], ...] = (
    civil,
    jigsaw,
    contextual_abuse,
    paradetox,
)


def read(path: Path) -> Iterator[dict[str, str]]:
    """Yield the rows of a gzipped CSV file with a header."""
    csv.field_size_limit(10_000_000)
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def number(text: str) -> float | None:
    """Return the number in a cell; ``None`` if the cell is empty."""
    return float(text) if text else None


def first(*values: float | None) -> float | None:
    """Return the first value that is not ``None``."""
    return next((value for value in values if value is not None), None)
