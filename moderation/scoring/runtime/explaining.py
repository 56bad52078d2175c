"""Why a text scored as it did: sentences first, then the worst sentence's words.

Sentences are scored alone; words by occlusion: what lowers the score most when it is
left out drove it. A long text is first read in pieces of about a window, which stand
for the whole, and the worst is narrowed down by thirds to a sentence.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from moderation.scoring.base.labels import Label
from moderation.scoring.base.protocol import Scores, Span, higher

MOST_PASSES = 32
"""Texts that are scored for one explanation, each short enough for one window."""

LEAST_SCORE = 0.3
LEAST_SHARE = 0.3
LEAST_EVIDENCE = 0.1
"""A word is marked if leaving it out takes away this much evidence (in log odds), and
this share of what the strongest word takes."""

PIECE = 1_500
"""Characters of a piece, which is seldom more than the model reads at once."""

_WORDS_AT_LEAST = 8
"""Passes that are kept for the words, unless narrowing down takes more."""

_MOST_PIECES = 6

_SENTENCE = re.compile(r"[^.!?\n]+[.!?]*")
_WORD = re.compile(r"\w[\w'\u2019*@$-]*")

Score = Callable[[Sequence[str]], list[Scores]]
Range = tuple[int, int]


def explain(score: Score, text: str) -> list[Span]:
    """Return the ranges of *text* that drove each label: sentences, then words.

    Both have the strongest first. A label below :data:`LEAST_SCORE` is not explained.
    """
    reading = _Reading(score, text)
    sentences = ranges(_SENTENCE, text)
    if not sentences:
        return []
    pieces = _pieces(sentences)
    whole = reading.all([_around(piece) for piece in pieces])
    labels = [label for label in Label if (whole[label] or 0) >= LEAST_SCORE]
    if not labels:
        return []
    labels.sort(key=lambda label: -(whole[label] or 0.0))
    worst = _narrowed(reading, pieces, labels[0])
    spans = [reading.strongest(label) for label in labels]
    return spans + _words(reading, worst, labels)


def ranges(
    pattern: re.Pattern[str], text: str, start: int = 0, end: int | None = None
) -> list[Range]:
    """Return where *pattern* matches in *text*, without the white space around it."""
    found = pattern.finditer(text, start, len(text) if end is None else end)
    trimmed = [_trimmed(text, *match.span()) for match in found]
    return [(first, last) for first, last in trimmed if first < last]


@dataclass
class _Reading:
    """What was scored so far of one text, and how many passes that took."""

    score: Score
    text: str
    scores: dict[Range, Scores] = field(default_factory=dict)
    passes: int = 0

    @property
    def left(self) -> int:
        return MOST_PASSES - self.passes

    def all(self, parts: Sequence[Range]) -> Scores:
        """Score *parts* that were not scored yet; return the highest of each label."""
        new = [part for part in parts if part not in self.scores]
        found = self.score([self.text[start:end] for start, end in new])
        self.passes += len(new)
        self.scores.update(zip(new, found, strict=True))
        highest: Scores = dict.fromkeys(Label, None)
        for part in parts:
            highest = higher(highest, self.scores[part])
        return highest

    def without(self, sentence: Range, words: Sequence[Range]) -> list[Scores]:
        """Score *sentence* without each of *words*."""
        start, end = sentence
        self.passes += len(words)
        return self.score([self.text[start:a] + self.text[b:end] for a, b in words])

    def strongest(self, label: Label) -> Span:
        """Return the smallest parts' strongest for *label*."""
        part = max(self._smallest(), key=lambda part: self.scores[part][label] or 0.0)
        return Span(label, *part, self.scores[part][label] or 0.0, is_word=False)

    def _smallest(self) -> list[Range]:
        return [
            (start, end)
            for start, end in self.scores
            if not any(
                (a, b) != (start, end) and start <= a and b <= end
                for a, b in self.scores
            )
        ]


def _trimmed(text: str, start: int, end: int) -> Range:
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return start, end


def _pieces(sentences: Sequence[Range]) -> list[list[Range]]:
    """Gather sentences into pieces that one window reads, and not too many of them."""
    length = sentences[-1][1] - sentences[0][0]
    most = max(PIECE, -(-length // _MOST_PIECES))
    pieces: list[list[Range]] = [[]]
    for sentence in sentences:
        if pieces[-1] and sentence[1] - pieces[-1][0][0] > most:
            pieces.append([])
        pieces[-1].append(sentence)
    return pieces


def _around(sentences: Sequence[Range]) -> Range:
    return sentences[0][0], sentences[-1][1]


def _narrowed(reading: _Reading, groups: list[list[Range]], label: Label) -> Range:
    """Return the sentence that a group's score for *label* comes from."""
    while True:
        reading.all([_around(group) for group in groups])
        worst = max(
            groups, key=lambda group: reading.scores[_around(group)][label] or 0.0
        )
        if len(worst) == 1 or reading.left < _WORDS_AT_LEAST // 2:
            return _around(worst)
        groups = _divided(worst, reading.left - _WORDS_AT_LEAST)


def _divided(sentences: list[Range], passes: int) -> list[list[Range]]:
    """Return sentences one by one if *passes* suffice, else by thirds."""
    size = 1 if len(sentences) <= passes else -(-len(sentences) // 3)
    return [sentences[at : at + size] for at in range(0, len(sentences), size)]


def _words(reading: _Reading, sentence: Range, labels: Sequence[Label]) -> list[Span]:
    found = ranges(_WORD, reading.text, *sentence)
    size = max(1, -(-len(found) // max(1, reading.left)))
    words = [_around(found[at : at + size]) for at in range(0, len(found), size)]
    spans = _driving(reading, sentence, words, labels)
    unexplained = [
        label for label in labels if all(span.label is not label for span in spans)
    ]
    pairs = [_around(pair) for pair in pairwise(words)]
    if unexplained and len(pairs) <= reading.left:
        # Of "stupid idiot" each word alone is enough: only both together tell.
        spans += _driving(reading, sentence, pairs, unexplained)
    return spans


def _driving(
    reading: _Reading,
    sentence: Range,
    words: Sequence[Range],
    labels: Sequence[Label],
) -> list[Span]:
    """Return those of *words* that a label is lower without, the strongest first."""
    without = reading.without(sentence, words)
    spans: list[Span] = []
    for label in labels:
        before = reading.scores[sentence][label] or 0.0
        after = [scores[label] or 0.0 for scores in without]
        drops = [_evidence(before) - _evidence(score) for score in after]
        least = max(LEAST_EVIDENCE, LEAST_SHARE * max(drops, default=0.0))
        for at in sorted(range(len(words)), key=lambda at: -drops[at]):
            if drops[at] >= least:
                lower = round(before - after[at], 4)
                spans.append(Span(label, *words[at], score=lower))
    return spans


def _evidence(score: float) -> float:
    """Return the log of the odds: of two abusive words each alone may make a 0.99."""
    bounded = min(max(score, 1e-6), 1 - 1e-6)
    return math.log(bounded / (1 - bounded))
