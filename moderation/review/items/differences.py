"""Computes how a near-duplicate differs from the text that it repeats."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

CONTEXT = 3
"""The number of words that are shown before and after a difference."""

MOST_WORDS = 600
"""The most words that are compared one by one, because the time is quadratic."""

BY_LANGUAGE = {
    "en": "no not nor never none nobody nothing nowhere neither without cannot hardly",
    "de": "nicht nichts nie niemals niemand kein keine keinen keiner keinem ohne weder",
    "fr": "ne n pas jamais aucun aucune rien sans ni personne",
    "es": "nunca jamás nadie nada ningún ninguno ninguna sin tampoco",
    "it": "non mai niente nessuno nessuna senza né",
    "pt": "não nem nenhum nenhuma ninguém sem",
    "ru": "не нет ни никогда никто ничего без нельзя",
}
NEGATIONS = frozenset(word for words in BY_LANGUAGE.values() for word in words.split())
"""Words that negate a sentence, in the languages that the classifier reads."""


class PieceKind(StrEnum):
    """The kind of a piece of a comparison."""

    SAME = "same"
    ONLY_HERE = "only_here"
    """Words that only the near-duplicate has."""
    ONLY_THERE = "only_there"
    """Words that only the repeated text has."""
    GAP = "gap"
    """Words that both have and that are left out."""


@dataclass(frozen=True)
class Piece:
    """Some words, and which text has them."""

    kind: PieceKind
    text: str


def differences(there: str, here: str) -> list[Piece]:
    """Return the differences between *here* and *there*, with a few words around each.

    Ignores case and punctuation. Beyond :data:`MOST_WORDS`, the rest is one piece if it
    differs.

    :returns: an empty list if both have the same words.
    """
    ours, theirs = here.split(), there.split()
    pieces = list(_compared(theirs[:MOST_WORDS], ours[:MOST_WORDS]))
    rest = " ".join(ours[MOST_WORDS:])
    if bare(ours[MOST_WORDS:]) != bare(theirs[MOST_WORDS:]):
        pieces.append(Piece(PieceKind.ONLY_HERE, rest or "…"))
    if all(piece.kind in {PieceKind.SAME, PieceKind.GAP} for piece in pieces):
        return []
    return pieces


def may_turn_the_meaning(pieces: Sequence[Piece]) -> bool:
    """Whether a negation or a number differs."""
    return any(
        _is_telling(word)
        for piece in pieces
        if piece.kind in {PieceKind.ONLY_HERE, PieceKind.ONLY_THERE}
        for word in bare(piece.text.split())
    )


def _compared(theirs: list[str], ours: list[str]) -> Iterator[Piece]:
    matcher = SequenceMatcher(None, bare(theirs), bare(ours), autojunk=False)
    steps = matcher.get_opcodes()
    for place, (step, start, end, our_start, our_end) in enumerate(steps):
        if step == "equal":
            yield from _around(
                ours[our_start:our_end],
                is_first=place == 0,
                is_last=place == len(steps) - 1,
            )
            continue
        if end > start:
            yield Piece(PieceKind.ONLY_THERE, " ".join(theirs[start:end]))
        if our_end > our_start:
            yield Piece(PieceKind.ONLY_HERE, " ".join(ours[our_start:our_end]))


def _around(words: list[str], *, is_first: bool, is_last: bool) -> Iterator[Piece]:
    """Return the ends of shared words that are adjacent to a difference."""
    before = 0 if is_first else CONTEXT
    after = 0 if is_last else CONTEXT
    if len(words) <= before + after:
        yield Piece(PieceKind.SAME, " ".join(words))
        return
    if before:
        yield Piece(PieceKind.SAME, " ".join(words[:before]))
    yield Piece(PieceKind.GAP, "…")
    if after:
        yield Piece(PieceKind.SAME, " ".join(words[-after:]))


def bare(words: Sequence[str] | str) -> list[str]:
    """Return the words of a text without case and punctuation."""
    words = words.split() if isinstance(words, str) else words
    return [re.sub(r"^\W+|\W+$", "", word).casefold() or word for word in words]


def _is_telling(word: str) -> bool:
    return (
        word in NEGATIONS
        or word.replace("\u2019", "'").endswith("n't")
        or any(sign.isdigit() for sign in word)
    )
