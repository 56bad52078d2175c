"""From a checked request to its answer: languages, scores, stretches, warnings."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import Any

from moderation.perspective.attributes import base_name, label_of
from moderation.perspective.calibrating import Calibration
from moderation.perspective.errors import invalid, language_not_supported
from moderation.perspective.requests import PROBABILITY, Analysis
from moderation.perspective.spans import Stretch, sentences, whole
from moderation.scoring import languages
from moderation.scoring.protocol import Scorer, Scores

FALLBACK = "en"


@dataclass(frozen=True)
class Answer:
    """What is sent back, and what its reader should know besides."""

    body: Mapping[str, Any]
    warnings: Sequence[str] = ()


@dataclass(frozen=True)
class Analyzer:
    """Answers requests with one classifier on one scale.

    :param is_strict: whether what no label backs, and a language that the model
        surely does not read, are errors rather than warnings.
    """

    scorer: Scorer
    calibration: Calibration = field(default_factory=Calibration)
    is_strict: bool = False

    def analyze(self, asked: Analysis) -> Answer:
        """Return the scores of a comment. Keeps nothing of it.

        :raises PerspectiveError: for an attribute or a language that is not offered.
        :raises ScorerUnavailableError: if the classifier cannot answer now.
        """
        readable = languages.reads(self.scorer.name)
        spoken, detected, warnings = self._languages(asked, readable)
        stretches = [whole(asked.text)]
        if asked.wants_sentences:
            stretches += sentences(asked.text)
        scores = self._score(stretches)
        told, missing = self._attributes(asked, stretches, scores)
        if missing:
            warnings.append(f"no label of this model backs: {', '.join(missing)}")
        body: dict[str, Any] = {"attributeScores": told} if told else {}
        body |= {"languages": spoken, "detectedLanguages": detected}
        if asked.client_token is not None:
            body["clientToken"] = asked.client_token
        return Answer(body, warnings)

    def _score(self, stretches: Sequence[Stretch]) -> list[Scores]:
        texts = list(dict.fromkeys(stretch.text for stretch in stretches))
        found = dict(zip(texts, self.scorer.score(texts), strict=True))
        return [found[stretch.text] for stretch in stretches]

    def _attributes(
        self, asked: Analysis, stretches: list[Stretch], scores: list[Scores]
    ) -> tuple[dict[str, Any], list[str]]:
        told: dict[str, Any] = {}
        missing = []
        for name, threshold in asked.attributes.items():
            values = [self._value(name, each) for each in scores]
            known = [value for value in values if value is not None]
            if len(known) < len(values):
                missing.append(name)
            elif threshold is None or known[0] >= threshold:
                told[name] = _scores(asked, stretches, known)
        if missing and self.is_strict:
            raise invalid(f"Unknown requested attribute: {missing[0]}")
        return told, missing

    def _value(self, name: str, scores: Scores) -> float | None:
        label = label_of(name)
        score = scores[label] if label else None
        return None if score is None else self.calibration.apply(base_name(name), score)

    def _languages(
        self, asked: Analysis, readable: Set[str]
    ) -> tuple[list[str], list[str], list[str]]:
        """Return the languages to score as, those detected, and warnings."""
        unread = [each for each in asked.languages if _primary(each) not in readable]
        if unread:
            raise language_not_supported(next(iter(asked.attributes)), asked.languages)
        found, is_foreign = detect(asked.text, readable)
        if asked.languages:
            return list(asked.languages), found, []
        if not is_foreign:
            return found[:1], found, []
        if self.is_strict:
            raise language_not_supported(next(iter(asked.attributes)), found[:1])
        warning = f"the text looks like {found[0]}, which this model does not read"
        return [FALLBACK], found, [warning]


def detect(text: str, readable: Set[str]) -> tuple[list[str], bool]:
    """Return the languages of a text, the likeliest first, and if it is unreadable.

    Limited to *readable*, unless the text surely is in none of them: three words that
    only look like another language are not refused.
    """
    reading = languages.read(text, readable=readable)
    if reading.is_unreadable:
        return [reading.language, FALLBACK], True
    return [reading.language if reading.language in readable else FALLBACK], False


def _scores(
    asked: Analysis, stretches: Sequence[Stretch], values: Sequence[float]
) -> dict[str, Any]:
    """Return one attribute's scores: of the whole, and of its stretches."""
    spans = slice(1 if asked.wants_sentences else 0, None)
    return {
        "spanScores": [
            {"begin": each.begin, "end": each.end, "score": _told(value)}
            for each, value in zip(stretches[spans], values[spans], strict=True)
        ],
        "summaryScore": _told(values[0]),
    }


def _told(value: float) -> dict[str, Any]:
    """Return a score as the protocol's 32-bit float, with as few digits as it needs."""
    packed = struct.pack("f", value)
    shown = (float(f"{value:.{digits}g}") for digits in range(1, 10))
    single = next(each for each in shown if struct.pack("f", each) == packed)
    return {"value": single, "type": PROBABILITY}


def _primary(code: str) -> str:
    return code.replace("_", "-").partition("-")[0].lower()
