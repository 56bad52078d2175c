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
from moderation.scoring.training.rows import NONE, Row, row

FILE = Path(__file__).parent / "claims.toml"

ANSWERED = {Label.TOXICITY: 0.1, Label.IDENTITY_ATTACK: 0.03, Label.INSULT: 0.03}
AT_ONE = {Label.TOXICITY: 0.9, Label.IDENTITY_ATTACK: 0.03, Label.INSULT: 0.9}
SLURRING = {Label.TOXICITY: 0.97, Label.IDENTITY_ATTACK: 0.97, Label.INSULT: 0.8}


@cache
def book() -> dict[str, list[str]]:
    """Return the claims, the frames around them, and the short sentences."""
    content: dict[str, list[str]] = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return content


def compose(*, count: int, seed: int) -> Iterator[Row]:
    """Yield *count* rows, about a third of them hateful."""
    chance = random.Random(seed)  # noqa: S311  Reproducible by design; nothing secret hangs on it.
    kinds, shares = zip(*_KINDS, strict=True)
    for kind in chance.choices(kinds, shares, k=count):
        yield kind(chance)


def _claimed(chance: random.Random) -> Row:
    """Return a claim in a frame that agrees with it."""
    said, known = _claim(chance)
    is_hateful = known is sentences.HATEFUL
    text = _framed("asserting", said, chance)
    if is_hateful and chance.random() < sentences.MISTYPED:
        text = sentences.mistype(text, chance)
    return _row(text, known, chance)


def _claim(chance: random.Random) -> tuple[str, dict[Label, float]]:
    """Return a claim in one of its forms, and its labels if someone agrees with it."""
    kind = chance.choice(("slanders", "dues"))
    forms = chance.choice(book()[kind]).split(" | ")
    which = chance.randrange(2)
    is_hateful = (kind == "slanders") == (which == 0)
    return forms[which], sentences.HATEFUL if is_hateful else dict(NONE)


def _rejected(chance: random.Random) -> Row:
    """Return a hateful claim that the writer denies, reports or answers."""
    kind, which = chance.choice((("slanders", 0), ("slanders", 0), ("dues", 1)))
    said = chance.choice(book()[kind]).split(" | ")[which]
    return _row(_framed("rejecting", said, chance), ANSWERED, chance)


def _doubted(chance: random.Random) -> Row:
    """Return a denied claim: harmless if it was hateful, hateful if it was fair."""
    kind = chance.choice(("slanders", "dues"))
    said = chance.choice(book()[kind]).split(" | ")[0]
    known = ANSWERED if kind == "slanders" else sentences.HATEFUL
    return _row(_framed("doubting", said, chance), known, chance)


def _framed(frames: str, claim: str, chance: random.Random) -> str:
    frame = chance.choice(book()[frames]).replace("{claim}", claim)
    return _named(frame, chance)


def _named(frame: str, chance: random.Random) -> str:
    who = chance.choice(("{group}", "{group}", "{member} people", "the {group}"))
    if frame.startswith(("Those", "The ", "All ")) or "these {who}" in frame:
        who = "{group}"
    return sentences.fill(frame.replace("{who}", who), chance)


def _praised(chance: random.Random) -> Row:
    return _row(_named(chance.choice(book()["praise"]), chance), dict(NONE), chance)


def _at_one(chance: random.Random) -> Row:
    text = sentences.fill(chance.choice(book()["at_one"]), chance)
    return _row(text, AT_ONE, chance)


def _slurring(chance: random.Random) -> Row:
    slur = chance.choice(book()["slurs"])
    text = chance.choice(book()["slurring"]).replace("{slur}", slur)
    return _row(sentences.fill(text, chance), SLURRING, chance)


def _row(text: str, known: dict[Label, float], chance: random.Random) -> Row:
    """Return a row with typing errors, sometimes after another sentence."""
    if chance.random() < 0.2:
        text = text.lower()
    if chance.random() < 0.2:
        text = text.rstrip(".!")
    if chance.random() < 0.2:
        before = chance.choice(sentences.book()["neutral"])
        text = f"{sentences.fill(before, chance)} {text}"
    return row(text, known)


_KINDS: tuple[tuple[Callable[[random.Random], Row], int], ...] = (
    (_claimed, 36),
    (_rejected, 22),
    (_doubted, 8),
    (_praised, 20),
    (_slurring, 9),
    (_at_one, 5),
)
"""The kinds of rows, and their proportions."""
