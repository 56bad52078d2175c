"""Turns scores into probabilities: of a hundred comments at 0.8, eighty are so.

A classifier trained on equal numbers of toxic and harmless rows scores too high in a
comment section, where few comments are toxic. A straight line through its log odds
corrects this (Platt 1999). It changes no order, and so no AUC.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from moderation.scoring.base.checkpoints import Checkpoint
from moderation.scoring.base.labels import Label
from moderation.scoring.base.protocol import Scorer, Scores, Span

FILE = "calibration.json"
"""The file lies beside the checkpoint that it was fitted to."""

LEAST_PROBABILITY = 0.01
"""A label below this probability is not explained, however high its raw score."""

MOST_PROBABILITY = 1 - 1e-6
"""No calibrated score is higher. So a limit of 1 is never reached."""

_NEAREST = 1e-7


@dataclass(frozen=True)
class CalibrationLine:
    """A straight line through the log odds of a label's scores."""

    slope: float
    offset: float

    def __call__(self, score: float) -> float:
        """Return the probability that the label is true, given this score.

        It is never above :data:`MOST_PROBABILITY`.
        """
        inside = min(max(score, _NEAREST), 1 - _NEAREST)
        odds = self.slope * math.log(inside / (1 - inside)) + self.offset
        return min(1 / (1 + math.exp(-odds)), MOST_PROBABILITY)


@dataclass(frozen=True)
class Calibration:
    """The line of each label that has one, and the name that versions give them."""

    name: str = ""
    lines: Mapping[Label, CalibrationLine] = field(default_factory=dict)

    def apply(self, scores: Scores) -> Scores:
        """Return *scores*, calibrated for each label that has a line."""
        calibrated = dict(scores)
        for label, line in self.lines.items():
            score = scores[label]
            if score is not None:
                calibrated[label] = line(score)
        return calibrated

    def as_json(self) -> dict[str, Any]:
        """Return the calibration in the form that is stored."""
        labels = {
            label.value: {"slope": line.slope, "offset": line.offset}
            for label, line in self.lines.items()
        }
        return {"name": self.name, "labels": labels}

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> Calibration:
        """Return a stored calibration; without lines if *content* is empty."""
        lines = {
            Label(name): CalibrationLine(each["slope"], each["offset"])
            for name, each in content.get("labels", {}).items()
        }
        return cls(content.get("name", ""), lines)

    def over(self, scorer: Scorer) -> Scorer:
        """Return *scorer* with this calibration, or itself if no label has a line."""
        return CalibratedScorer(scorer, self) if self.lines else scorer


class CalibratedScorer:
    """Calibrates the scores of *scorer*. The version names the calibration."""

    def __init__(self, scorer: Scorer, calibration: Calibration) -> None:
        self._scorer, self._calibration = scorer, calibration
        self.name = scorer.name
        self.version = f"{scorer.version}-{calibration.name}"

    def score(self, texts: Sequence[str]) -> list[Scores]:
        """Return the scores of each text, in order.

        :raises TextTooLongError: for a text of more than 100,000 characters.
        """
        return [self._calibration.apply(each) for each in self._scorer.score(texts)]

    def explain(self, text: str) -> list[Span]:
        """Return the spans that drove each label, the strongest first.

        The score of a sentence is calibrated. A label is left out if even its strongest
        sentence is below :data:`LEAST_PROBABILITY`. The weight of a word is not
        calibrated.
        """
        spans = [self._calibrated(span) for span in self._scorer.explain(text)]
        sentences = [span for span in spans if not span.is_word]
        unlikely = {
            span.label
            for span in sentences
            if span.label in self._calibration.lines and span.score < LEAST_PROBABILITY
        }
        sentences.sort(key=lambda span: -span.score)
        words = [span for span in spans if span.is_word]
        return [span for span in sentences + words if span.label not in unlikely]

    def _calibrated(self, span: Span) -> Span:
        line = self._calibration.lines.get(span.label)
        if line is None or span.is_word:
            return span
        return replace(span, score=round(line(span.score), 4))


def calibration_of(
    checkpoint: Checkpoint, *, beside: Path | None = None
) -> Calibration:
    """Return the calibration of *checkpoint*; without lines if it has none.

    :param beside: the file that it lies beside, if not the checkpoint's own.
    """
    file = (beside or checkpoint.file).parent / FILE
    if not file.exists():
        return Calibration()
    content = json.loads(file.read_text(encoding="utf-8"))
    if content["sha256"] != checkpoint.sha256:
        return Calibration()
    return Calibration.from_json(content)


def keep(calibration: Calibration, checkpoint: Checkpoint) -> Path:
    """Write *calibration* beside the checkpoint that it was fitted to."""
    file = checkpoint.file.parent / FILE
    content = calibration.as_json() | {"sha256": checkpoint.sha256}
    file.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    return file
