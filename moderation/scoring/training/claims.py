"""Composes claims about a people: made, denied, doubted, quoted and answered.

All rows use the same words. So neither the people nor the insult alone separates
hatred from an answer to hatred; only the whole sentence does.
"""

from __future__ import annotations

import random
import tomllib
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

from moderation.scoring.base.labels import Label
from moderation.scoring.training import sentences
from moderation.scoring.training.rows import NONE, TrainingRow, row

FILE = Path(__file__).parent / "claims.toml"

ANSWERED = {Label.TOXICITY: 0.1, Label.IDENTITY_ATTACK: 0.03, Label.INSULT: 0.03}
AT_ONE = {Label.TOXICITY: 0.9, Label.IDENTITY_ATTACK: 0.03, Label.INSULT: 0.9}
SLURRING = {Label.TOXICITY: 0.97, Label.IDENTITY_ATTACK: 0.97, Label.INSULT: 0.8}


@cache
def book() -> dict[str, list[str]]:
    """Return the claims, the frames around them, and the short sentences."""
    content: dict[str, list[str]] = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return content


def compose(*, count: int, seed: int) -> Iterator[TrainingRow]:
    """Yield *count* rows, about a third of them hateful."""
    rng = random.Random(seed)  # noqa: S311  Reproducible by design; nothing secret hangs on it.
    kinds, shares = zip(*_KINDS, strict=True)
    for kind in rng.choices(kinds, shares, k=count):
        yield kind(rng)


def _claimed(rng: random.Random) -> TrainingRow:
    """Return a claim in a frame that agrees with it."""
    said, known = _claim(rng)
    is_hateful = known is sentences.HATEFUL
    text = _framed("asserting", said, rng)
    if is_hateful and rng.random() < sentences.MISTYPED:
        text = sentences.mistype(text, rng)
    return _row(text, known, rng)


def _claim(rng: random.Random) -> tuple[str, dict[Label, float]]:
    """Return a claim in one of its forms, and its labels if someone agrees with it."""
    kind = rng.choice(("slanders", "dues"))
    forms = rng.choice(book()[kind]).split(" | ")
    which = rng.randrange(2)
    is_hateful = (kind == "slanders") == (which == 0)
    return forms[which], sentences.HATEFUL if is_hateful else dict(NONE)


def _rejected(rng: random.Random) -> TrainingRow:
    """Return a hateful claim that the writer denies, reports or answers."""
    kind, which = rng.choice((("slanders", 0), ("slanders", 0), ("dues", 1)))
    said = rng.choice(book()[kind]).split(" | ")[which]
    return _row(_framed("rejecting", said, rng), ANSWERED, rng)


def _doubted(rng: random.Random) -> TrainingRow:
    """Return a denied claim: harmless if it was hateful, hateful if it was fair."""
    kind = rng.choice(("slanders", "dues"))
    said = rng.choice(book()[kind]).split(" | ")[0]
    known = ANSWERED if kind == "slanders" else sentences.HATEFUL
    return _row(_framed("doubting", said, rng), known, rng)


def _framed(frames: str, claim: str, rng: random.Random) -> str:
    frame = rng.choice(book()[frames]).replace("{claim}", claim)
    return _named(frame, rng)


def _named(frame: str, rng: random.Random) -> str:
    who = rng.choice(("{group}", "{group}", "{member} people", "the {group}"))
    if frame.startswith(("Those", "The ", "All ")) or "these {who}" in frame:
        who = "{group}"
    return sentences.fill(frame.replace("{who}", who), rng)


def _praised(rng: random.Random) -> TrainingRow:
    return _row(_named(rng.choice(book()["praise"]), rng), dict(NONE), rng)


def _at_one(rng: random.Random) -> TrainingRow:
    text = sentences.fill(rng.choice(book()["at_one"]), rng)
    return _row(text, AT_ONE, rng)


def _slurring(rng: random.Random) -> TrainingRow:
    slur = rng.choice(book()["slurs"])
    text = rng.choice(book()["slurring"]).replace("{slur}", slur)
    return _row(sentences.fill(text, rng), SLURRING, rng)


def _row(text: str, known: dict[Label, float], rng: random.Random) -> TrainingRow:
    """Return a row with typing errors, sometimes after another sentence."""
    if rng.random() < 0.2:
        text = text.lower()
    if rng.random() < 0.2:
        text = text.rstrip(".!")
    if rng.random() < 0.2:
        before = rng.choice(sentences.book()["neutral"])
        text = f"{sentences.fill(before, rng)} {text}"
    return row(text, known)


_KINDS: tuple[tuple[Callable[[random.Random], TrainingRow], int], ...] = (
    (_claimed, 36),
    (_rejected, 22),
    (_doubted, 8),
    (_praised, 20),
    (_slurring, 9),
    (_at_one, 5),
)
"""The kinds of rows, and their proportions."""
