"""The sets that measure a classifier: texts and their true labels.

Training sees none of them.
"""

from __future__ import annotations

import random
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from moderation.scoring.base.labels import Label
from moderation.scoring.training.rows import (
    WAR,
    is_first_half,
    is_kept_back,
    number,
    read,
)

PROBE = Path(__file__).parent / "probe.toml"
TEMPLATES = 8_000
TEMPLATE_SEED = 0


@dataclass(frozen=True)
class Example:
    """A text, its true labels, and tags that say what it is an example of."""

    text: str
    truths: dict[Label, bool] = field(default_factory=dict)
    tags: frozenset[str] = frozenset()


def kept_back(folder: Path) -> list[Example]:
    """Return the Civil Comments rows that training never sees."""
    examples = []
    for raw in read(folder / "civil_comments.csv.gz"):
        if is_kept_back(raw["text"]):
            known = {label: number(raw[label.value]) for label in Label}
            truths = {
                label: value == 1 for label, value in known.items() if value is not None
            }
            examples.append(Example(raw["text"], truths, _tags(raw)))
    return examples


def _tags(raw: dict[str, str]) -> frozenset[str]:
    """Return the tags of a Civil Comments row.

    A row with any label is harmful. A row is harmless if it was judged and has no
    label, and if it was rated not toxic, or neither insulting nor obscene. Hardly any
    of these is toxic: eight in a hundred of those that are no threat.
    """
    known = {label: number(raw[label.value]) for label in Label}
    tags = {"war"} if WAR.search(raw["text"]) else set()
    if is_first_half(raw["text"]):
        tags.add("first half")
    clean = (Label.TOXICITY, Label.INSULT, Label.OBSCENE)
    if 1.0 in known.values():
        tags.add("harmful")
    elif any(known[label] == 0.0 for label in clean) and raw["in_toxic_spans"] != "1":
        tags.add("harmless")
    return frozenset(tags)


def probe() -> list[Example]:
    """Return our own sentences about war, harmless and harmful."""
    content: dict[str, list[str]] = tomllib.loads(PROBE.read_text(encoding="utf-8"))
    return [
        Example(text, {Label.TOXICITY: kind == "harmful"}, frozenset({kind}))
        for kind in ("harmless", "harmful")
        for text in content[kind]
    ]


def hatecheck(folder: Path) -> list[Example]:
    """Return HateCheck's cases. A hateful one has every label that may apply."""
    return [
        Example(
            raw["test_case"],
            {Label.IDENTITY_ATTACK: raw["label_gold"] == "hateful"},
            frozenset({raw["functionality"]}),
        )
        for raw in read(folder / "hatecheck.csv.gz")
    ]


def templates(folder: Path) -> list[Example]:
    """Return a seeded sample of the identity templates, tagged with their words."""
    rows = list(read(folder / "sentence_templates.csv.gz"))
    rng = random.Random(TEMPLATE_SEED)  # noqa: S311  Reproducible by design; nothing secret hangs on it.
    chosen = rng.sample(rows, min(TEMPLATES, len(rows)))
    return [
        Example(
            raw["phrase"],
            {Label.TOXICITY: raw["toxicity"] == "toxic"},
            frozenset(raw["phrase"].lower().split()),
        )
        for raw in chosen
    ]


def tagged(examples: Sequence[Example], tag: str) -> list[int]:
    """Return the indices of the examples that have *tag*."""
    return [place for place, each in enumerate(examples) if tag in each.tags]
