"""Composes our own sentences: war news, grief, accusation, plain mention, and hatred.

Neutral and hateful sentences share their nouns, so that only what is said of a group
separates them. None is taken from, or modelled on, the sets that measure the
classifier.
"""

from __future__ import annotations

import random
import re
import tomllib
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from moderation.scoring.base.labels import Label
from moderation.scoring.training.rows import GROUP, NONE, TrainingRow, row

FILE = Path(__file__).parent / "sentences.toml"
_SLOT = re.compile(r"\{(\w+)\}")
_LISTS = {
    "group": "groups",
    "group2": "groups",
    "member": "members",
    "person": "people",
    "place": "places",
    "force": "forces",
    "government": "governments",
    "number": "numbers",
    "things": "things",
    "name": "names",
    "trade": "trades",
    "object": "objects",
}

HATEFUL = {Label.TOXICITY: 0.97, Label.IDENTITY_ATTACK: 1.0}
CALM = {
    Label.OBSCENE: 0.0,
    Label.SEXUAL_EXPLICIT: 0.0,
}
VIOLENT = {Label.THREAT: 0.9}
QUOTED = {Label.TOXICITY: 0.1, Label.IDENTITY_ATTACK: 0.05, Label.INSULT: 0.05}
AT_A_TRADE = {Label.TOXICITY: 0.75, Label.IDENTITY_ATTACK: 0.02}
AT_A_THING = {Label.TOXICITY: 0.15, Label.IDENTITY_ATTACK: 0.0, Label.INSULT: 0.05}


@cache
def book() -> dict[str, list[str]]:
    """Return the templates and the words that fill them."""
    content: dict[str, Any] = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return content


def compose(*, count: int, seed: int) -> Iterator[TrainingRow]:
    """Yield *count* harmless, *count* hateful and half as many doubtful sentences.

    A doubtful sentence quotes hatred to answer it, or says of a trade or a thing what
    would be hateful about a people.
    """
    rng = random.Random(seed)  # noqa: S311  Reproducible by design; nothing secret hangs on it.
    words = book()
    harmless = words["neutral"] + words["denying"] + words["kind"]
    for turn in range(count):
        yield row(_said(rng, harmless), NONE)
        yield _hateful(rng)
        if turn % 2:
            yield _quoted(rng) if turn % 4 == 1 else _elsewhere(rng)


def _hateful(rng: random.Random) -> TrainingRow:
    template = rng.choice(book()["hateful"])
    is_violent = any(mark in template for mark in book()["violent"])
    text = fill(template, rng)
    if rng.random() < MISTYPED:
        text = mistype(text, rng)
    return row(text, HATEFUL | CALM | (VIOLENT if is_violent else {}))


def _quoted(rng: random.Random) -> TrainingRow:
    quote = fill(rng.choice(book()["hateful"]), rng)
    around = rng.choice(book()["around"])
    return row(around.replace("{quote}", quote), QUOTED | CALM)


def _elsewhere(rng: random.Random) -> TrainingRow:
    """Return a hateful sentence with a trade or a thing in place of the people."""
    kind, known = rng.choice((("trades", AT_A_TRADE), ("objects", AT_A_THING)))
    templates = [each for each in book()["hateful"] if "{member}" not in each]
    target = rng.choice(book()[kind])
    template = re.sub(r"\{group2?\}", target, rng.choice(templates))
    return row(fill(template, rng), known | CALM)


def fill(template: str, rng: random.Random) -> str:
    """Return *template* with its slots filled and its first letter capitalized."""
    words = book()
    text = _SLOT.sub(lambda slot: rng.choice(words[_LISTS[slot[1]]]), template)
    text = re.sub(r"\b([Aa]) (?=[AEIOaeio])", r"\1n ", text)
    return text[:1].upper() + text[1:]


MISTYPED = 0.2
"""The share of hateful sentences with a typing error."""


def mistype(text: str, rng: random.Random) -> str:
    """Return *text* with up to two typing errors.

    A letter is dropped, doubled, swapped with the next, or followed by a space.
    """
    places = [at for at in range(1, len(text) - 1) if text[at].isalpha()]
    for at in sorted(rng.sample(places, min(2, len(places))), reverse=True):
        kept = rng.choice(
            ("", text[at + 1] + text[at], f"{text[at]} ", text[at] + text[at])
        )
        text = text[:at] + kept + text[at + (2 if len(kept) == 2 else 1) :]
    return text


def _said(rng: random.Random, templates: Sequence[str]) -> str:
    """Return one or two sentences, sometimes with typing errors."""
    parts = [fill(rng.choice(templates), rng)]
    if rng.random() < 0.3:
        parts.append(fill(rng.choice(templates), rng))
    text = " ".join(parts)
    return text.lower() if rng.random() < 0.15 else text


_PLURALS = re.compile(
    r"\b(Americans|Canadians|Christians|Catholics|Muslims|Jews|immigrants|refugees"
    r"|women|men|Russians|Mexicans|Hindus|Protestants|Republicans|Democrats)\b"
)


def swapped(
    rows: Sequence[TrainingRow], *, count: int, seed: int
) -> Iterator[TrainingRow]:
    """Yield up to *count* harmless rows with another group's name in the same place."""
    rng = random.Random(seed)  # noqa: S311  Reproducible by design; nothing secret hangs on it.
    groups = book()["groups"]
    harmless = [each for each in rows if _is_harmless(each)]
    rng.shuffle(harmless)
    for each in harmless[:count]:
        text = _PLURALS.sub(lambda _: rng.choice(groups), each.text)
        yield TrainingRow(text, each.targets, 1.5)


def _is_harmless(each: TrainingRow) -> bool:
    toxicity = each.targets[0]
    return (
        toxicity is not None
        and toxicity < 0.2
        and GROUP.search(each.text) is not None
        and _PLURALS.search(each.text) is not None
    )
