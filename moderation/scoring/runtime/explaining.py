"""Finds the sentences that drove a score, then the words of the worst sentence.

Each sentence is scored alone. Words are found by occlusion: a word drove the score if
the score falls without it. A long text is first scored in pieces of about a window, and
the worst piece is narrowed down by thirds to a sentence.
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
"""The most texts that one explanation scores, each short enough for one window."""

LEAST_SCORE = 0.3
LEAST_SHARE = 0.3
LEAST_EVIDENCE = 0.1
"""A word is marked if the evidence (in log odds) falls by this much without it, and by
this share of the fall for the strongest word."""

PIECE = 1_500
"""Characters of a piece. It rarely has more tokens than a window."""

_WORDS_AT_LEAST = 8
"""Passes that are reserved for words, unless narrowing down needs them."""

_MOST_PIECES = 6

_SENTENCE = re.compile(r"[^.!?\n]+[.!?]*")
_WORD = re.compile(r"\w[\w'\u2019*@$-]*")

Score = Callable[[Sequence[str]], list[Scores]]
Range = tuple[int, int]


def explain(score: Score, text: str) -> list[Span]:
    """Return the spans of *text* that drove each label: sentences, then words.

    Each group starts with the strongest. Labels below :data:`LEAST_SCORE` are left
    out.
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
    """Return the ranges that *pattern* matches, without surrounding white space."""
    found = pattern.finditer(text, start, len(text) if end is None else end)
    trimmed = [_trimmed(text, *match.span()) for match in found]
    return [(first, last) for first, last in trimmed if first < last]


@dataclass
class _Reading:
    """The scores of parts of one text so far, and the number of passes."""

    score: Score
    text: str
    scores: dict[Range, Scores] = field(default_factory=dict)
    passes: int = 0

    @property
    def left(self) -> int:
        return MOST_PASSES - self.passes

    def all(self, parts: Sequence[Range]) -> Scores:
        """Score the new ones among *parts*; return the highest score of each label."""
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
        """Return the smallest part with the highest score for *label*."""
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
    """Group sentences into a limited number of pieces, each about a window long."""
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
    """Return the sentence that drove the score of its group for *label*."""
    while True:
        reading.all([_around(group) for group in groups])
        worst = max(
            groups, key=lambda group: reading.scores[_around(group)][label] or 0.0
        )
        if len(worst) == 1 or reading.left < _WORDS_AT_LEAST // 2:
            return _around(worst)
        groups = _divided(worst, reading.left - _WORDS_AT_LEAST)


def _divided(sentences: list[Range], passes: int) -> list[list[Range]]:
    """Return single sentences if there are enough *passes* for them, else thirds."""
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
        # In "stupid idiot" either word is enough: the score falls only without both.
        spans += _driving(reading, sentence, pairs, unexplained)
    return spans


def _driving(
    reading: _Reading,
    sentence: Range,
    words: Sequence[Range],
    labels: Sequence[Label],
) -> list[Span]:
    """Return the words without which a label's score falls, the strongest first."""
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
    """Return the log odds, in which two words that each make 0.99 still add up."""
    bounded = min(max(score, 1e-6), 1 - 1e-6)
    return math.log(bounded / (1 - bounded))
