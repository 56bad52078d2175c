"""Judged rows and contrast sets that training never sees, as examples to measure on.

A label on which a fair panel would split is unknown: it counts neither way. A data
folder without these files has no such examples.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from moderation.scoring.base.labels import Label
from moderation.scoring.evaluation.data_sets import Example
from moderation.scoring.training.guideline import SPLIT, labels_of_codes
from moderation.scoring.training.judged import CONTRAST, JUDGED, MEASURED_SET
from moderation.scoring.training.rows import GROUP, WAR, is_first_half, number, read

NEAR_NATURAL = "near natural"

_HARMFUL = (Label.TOXICITY, Label.IDENTITY_ATTACK, Label.THREAT)
_SERIOUS = (*_HARMFUL, Label.SEVERE_TOXICITY)
_NAMES = {
    "muslim": "Muslims", "islam": "Muslims", "jew": "Jews", "israel": "Jews",
    "arab": "Arabs", "palestin": "Arabs", "syrian": "Arabs", "iraq": "Arabs",
    "refugee": "migrants", "immigrant": "migrants", "migrant": "migrants",
    "gay": "gay people", "lesbian": "gay people", "trans": "transgender people",
    "black": "Black people", "white": "white people", "women": "women",
    "christian": "Christians", "catholic": "Christians",
    "disabled": "disabled people", "deaf": "disabled people",
    "blind": "disabled people",
}  # fmt: skip
"""The group that each beginning of a word names; every other word names "others"."""

OTHERS = "other groups"
NAMED = (*dict.fromkeys(_NAMES.values()), OTHERS)


def judged(folder: Path) -> list[Example]:
    """Return the judged rows that only measure, tagged with what they speak of."""
    return [
        Example(raw["text"], truths(known), _tags(raw, known))
        for raw in _rows(folder, JUDGED)
        if raw["measure"] == "1"
        for known in [{label: number(raw[label.value]) or 0.0 for label in Label}]
    ]


def natural(folder: Path) -> list[Example]:
    """Return the judged rows that a calibration is fitted to.

    A row that was drawn because another label seemed likely is no natural example of a
    harmless comment. So only near-natural rows count as not having a label.
    """
    return [
        each if NEAR_NATURAL in each.tags else replace(each, truths=_true(each))
        for each in judged(folder)
    ]


def _true(each: Example) -> dict[Label, bool]:
    return {label: truth for label, truth in each.truths.items() if truth}


def contrasts(folder: Path) -> list[Example]:
    """Return the contrast sets that are kept back, tagged with kind and set."""
    return [
        Example(
            raw["text"],
            truths(known),
            frozenset({raw["kind"], set_tag(raw["set"]), *_harm(known)}),
        )
        for raw in _rows(folder, CONTRAST)
        if int(raw["set"]) % MEASURED_SET == 0
        for known in [labels_of_codes(raw["codes"])]
    ]


def truths(known: Mapping[Label, float]) -> dict[Label, bool]:
    """Return the labels on which a panel would agree."""
    return {label: value > SPLIT for label, value in known.items() if value != SPLIT}


def set_tag(number_of_set: str) -> str:
    """Return the tag that the lines of one contrast set share."""
    return f"set {number_of_set}"


def _rows(folder: Path, name: str) -> list[dict[str, str]]:
    return list(read(folder / name)) if (folder / name).exists() else []


def _tags(raw: Mapping[str, str], known: Mapping[Label, float]) -> frozenset[str]:
    tags = _harm(known)
    if WAR.search(raw["text"]):
        tags.add("war")
    if is_first_half(raw["text"]):
        tags.add("first half")
    if raw["near_natural"] == "1":
        tags.add(NEAR_NATURAL)
    for match in GROUP.finditer(raw["text"]):
        tags.add(_NAMES.get(match[1].lower(), OTHERS))
    return frozenset(tags)


def _harm(known: Mapping[Label, float]) -> set[str]:
    """Return ``harmful``, ``harmless``, or nothing where a panel would split.

    A lone insult or swear word is harmless here: it never justifies hiding a comment.
    """
    if any(known[label] > SPLIT for label in _HARMFUL):
        return {"harmful"}
    is_harmless = all(known[label] < SPLIT for label in _SERIOUS)
    return {"harmless"} if is_harmless else set()
