"""Joins words that were split: ``id iot``, ``stu-pid``.

Two or three pieces are joined if the whole is a known word and at least one piece is
not a common word. So *health care* and *may be* are not joined.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from moderation.scoring.deobfuscation import vocabulary
from moderation.scoring.deobfuscation.traced_text import TracedText

SIGNS = frozenset(" -_.*|/~")
"""The single characters that may separate two pieces."""

MOST_PIECES = 3
LONGEST = 10
"""The most letters of a piece. A longer one is a word of its own."""

_REACH = 2 * MOST_PIECES - 1
_TOKEN = re.compile(r"[A-Za-z]+|[^A-Za-z]+")


def rejoin(text: TracedText) -> TracedText:
    """Return *text* with its split words joined, or itself if there are none."""
    # Words alternate with what separates them, so that one pass reads the text.
    tokens = _TOKEN.findall(text.text)
    left_out = set(_between(tokens))
    if not left_out:
        return text
    at, places = 0, []
    for number, token in enumerate(tokens):
        if number in left_out:
            places.append(at)
        at += len(token)
    return text.without(places)


def _between(tokens: Sequence[str]) -> Iterator[int]:
    """Yield the indices of the tokens that split a word."""
    at = 0 if tokens and _is_word(tokens[0]) else 1
    common = vocabulary.common()
    is_rare = [each.lower() not in common for each in tokens]
    while at + 2 < len(tokens):
        # Nearly always all words in reach are common: this check is cheap.
        is_candidate = True in is_rare[at : at + _REACH : 2]
        count = _pieces(tokens, is_rare, at) if is_candidate else 1
        yield from range(at + 1, at + 2 * count - 2, 2)
        at += 2 * count


def _pieces(tokens: Sequence[str], is_rare: Sequence[bool], at: int) -> int:
    """Return how many of the words from *at* on form one word."""
    for count in range(2, MOST_PIECES + 1):
        end = at + 2 * count - 1
        if end > len(tokens) or tokens[end - 2] not in SIGNS:
            return 1
        if any(is_rare[at:end:2]) and _is_split(tokens[at:end:2]):
            return count if _stands_alone(tokens, at, end) else 1
    return 1


def _is_split(pieces: Sequence[str]) -> bool:
    return max(map(len, pieces)) <= LONGEST and vocabulary.is_known("".join(pieces))


def _stands_alone(tokens: Sequence[str], start: int, end: int) -> bool:
    """Whether no digit and no letter of another script touches these tokens."""
    before = tokens[start - 1][-1:] if start else ""
    after = tokens[end][:1] if end < len(tokens) else ""
    return not (before.isalnum() or after.isalnum())


def _is_word(token: str) -> bool:
    return token[0].isascii() and token[0].isalpha()
