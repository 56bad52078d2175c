"""Answers a checked request: languages, scores, spans and warnings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import Any

from moderation.perspective.calibrating import ScaleCalibration
from moderation.perspective.protocol.attributes import base_name, label_of
from moderation.perspective.protocol.errors import language_not_supported
from moderation.perspective.protocol.floats import single
from moderation.perspective.protocol.requests import PROBABILITY, Analysis
from moderation.perspective.protocol.spans import TextSpan, sentences, whole
from moderation.scoring.base.protocol import Scorer, Scores
from moderation.scoring.runtime import languages
from moderation.scoring.runtime.reading_scorer import languages_of

FALLBACK = "en"


@dataclass(frozen=True)
class AnalyzeResponse:
    """The content of the response, and its warnings."""

    body: Mapping[str, Any]
    warnings: Sequence[str] = ()


@dataclass(frozen=True)
class Analyzer:
    """Answers requests with one classifier on one scale.

    :param leaves_out: whether an attribute that the model lacks is left out of the
        response with a warning, instead of refused.
    :param scores_any_language: whether a text in a language that the model does not
        read is scored with a warning, instead of refused. A request that names such a
        language is always refused.
    """

    scorer: Scorer
    calibration: ScaleCalibration = field(default_factory=ScaleCalibration)
    leaves_out: bool = False
    scores_any_language: bool = False

    def analyze(self, asked: Analysis) -> AnalyzeResponse:
        """Return the scores of a comment. Stores nothing.

        :raises PerspectiveError: for an attribute or a language that is not offered.
        :raises ScorerUnavailableError: if the classifier cannot answer now.
        """
        spoken, detected, warnings = self._languages(asked)
        text_spans = text_spans_of(asked)
        scores = self._score(text_spans)
        missing = [
            name for name in asked.attributes if self._value(name, scores[0]) is None
        ]
        if missing and not (self.leaves_out or asked.drops_unsupported):
            raise language_not_supported(missing[0], spoken)
        if missing:
            warnings.append(f"this model does not have: {', '.join(missing)}")
        body: dict[str, Any] = {
            "attributeScores": self._attributes(asked, text_spans, scores),
            "languages": spoken,
            "detectedLanguages": detected,
        }
        if asked.client_token is not None:
            body["clientToken"] = asked.client_token
        return AnalyzeResponse(body, warnings)

    def _score(self, text_spans: Sequence[TextSpan]) -> list[Scores]:
        texts = list(dict.fromkeys(text_span.text for text_span in text_spans))
        found = dict(zip(texts, self.scorer.score(texts), strict=True))
        return [found[text_span.text] for text_span in text_spans]

    def _attributes(
        self, asked: Analysis, text_spans: list[TextSpan], scores: list[Scores]
    ) -> dict[str, Any]:
        told: dict[str, Any] = {}
        for name, threshold in asked.attributes.items():
            values = [self._value(name, each) for each in scores]
            known = [value for value in values if value is not None]
            if known and (threshold is None or known[0] >= threshold):
                told[name] = _scores(asked, text_spans, known)
        return told

    def _value(self, name: str, scores: Scores) -> float | None:
        label = label_of(name)
        if label is None:
            return None
        score = self.calibration.apply(base_name(name), label, scores)
        return None if score is None else single(score)

    def _languages(self, asked: Analysis) -> tuple[list[str], list[str], list[str]]:
        """Return the languages to report, those detected, and warnings."""
        readable = languages_of(self.scorer)
        first = next(iter(asked.attributes))
        unread = [each for each in asked.languages if _primary(each) not in readable]
        if unread:
            raise language_not_supported(first, asked.languages)
        found, is_foreign = detect(asked.text, readable)
        if asked.languages:
            return list(asked.languages), found, []
        if not is_foreign:
            return found[:1], found, []
        if not self.scores_any_language:
            raise language_not_supported(first, found[:1])
        warning = f"the text looks like {found[0]}, which this model does not read"
        return [FALLBACK], found, [warning]


def text_spans_of(asked: Analysis) -> list[TextSpan]:
    """Return the spans to score for a request: the whole text, and its sentences."""
    found = sentences(asked.text) if asked.wants_sentences else []
    return [whole(asked.text), *found]


def detect(text: str, readable: Set[str]) -> tuple[list[str], bool]:
    """Return the languages of a text, the most likely first, and if it is unreadable.

    Returns only *readable* languages unless the text is certainly in none of them, so
    that three words that look like another language are not refused.
    """
    reading = languages.read(text, readable=readable)
    if reading.is_unreadable:
        return [reading.language, FALLBACK], True
    return [reading.language if reading.language in readable else FALLBACK], False


def _scores(
    asked: Analysis, text_spans: Sequence[TextSpan], values: Sequence[float]
) -> dict[str, Any]:
    """Return the scores of one attribute: for the whole text and for its spans."""
    spans = slice(1 if asked.wants_sentences else 0, None)
    return {
        "spanScores": [
            {"begin": each.begin, "end": each.end, "score": _told(value)}
            for each, value in zip(text_spans[spans], values[spans], strict=True)
        ],
        "summaryScore": _told(values[0]),
    }


def _told(value: float) -> dict[str, Any]:
    return {"value": value, "type": PROBABILITY}


def _primary(code: str) -> str:
    return code.replace("_", "-").partition("-")[0].lower()
