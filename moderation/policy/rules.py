"""The rules that turn scores into a verdict and its causes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from itertools import pairwise

from moderation.scoring.base.labels import Label
from moderation.scoring.base.protocol import Span


class VerdictKind(StrEnum):
    """The verdict of a profile on a comment. The machine never rejects."""

    PUBLISH = "publish"
    FLAG = "flag"
    HOLD = "hold"


SEVERITY = {VerdictKind.PUBLISH: 0, VerdictKind.FLAG: 1, VerdictKind.HOLD: 2}


class CauseKind(StrEnum):
    """Why a comment waits for a person."""

    CLASSIFIER = "classifier"
    RULE = "rule"
    UNSCORED = "unscored"
    UNREADABLE = "unreadable"
    REPORT = "report"
    AUDIT_SAMPLE = "audit_sample"
    APPEAL = "appeal"
    SECOND_REVIEW = "second_review"
    STAFF = "staff"
    """A member of staff reopened or removed the comment."""
    NOTICE = "notice"
    """Someone said that it is illegal, or complained about the answer to that."""


@dataclass(frozen=True)
class VerdictCause:
    """One cause of a verdict. ``label`` to ``level`` exist only for the classifier."""

    kind: CauseKind
    label: Label | None = None
    score: float | None = None
    threshold: float | None = None
    level: VerdictKind | None = None
    rule: str | None = None

    def as_json(self) -> dict[str, object]:
        """Return the cause in the form that is stored, without empty fields."""
        return {key: value for key, value in asdict(self).items() if value is not None}


@dataclass(frozen=True)
class Threshold:
    """The scores from which a label flags and from which it holds."""

    flag: float
    hold: float


Thresholds = Mapping[Label, Threshold]


@dataclass(frozen=True)
class VerdictDraft:
    """A verdict before it is stored: its kind and all of its causes."""

    kind: VerdictKind
    causes: tuple[VerdictCause, ...] = ()


def judge(
    scores: Mapping[Label, float | None],
    thresholds: Thresholds,
    rule_causes: Sequence[str] = (),
    unreadable: VerdictKind | None = None,
) -> VerdictDraft:
    """Return the verdict of *thresholds* on *scores*. Any rule cause holds.

    A label without a score or without a threshold has no effect.

    :param unreadable: the verdict for a text that the classifier cannot read; ``None``
        if it can.
    """
    causes = [
        VerdictCause(CauseKind.RULE, rule=rule, level=VerdictKind.HOLD)
        for rule in rule_causes
    ]
    if unreadable is not None:
        causes.append(VerdictCause(CauseKind.UNREADABLE, level=unreadable))
    for label, threshold in thresholds.items():
        score = scores.get(label)
        if score is not None and (cause := _cause(label, score, threshold)):
            causes.append(cause)
    return _outcome(causes)


def judge_unscored(
    fallback: VerdictKind,
    cause: CauseKind = CauseKind.UNSCORED,
    rule_causes: Sequence[str] = (),
) -> VerdictDraft:
    """Return the profile's fallback verdict, for when the classifier cannot answer."""
    causes = [VerdictCause(cause, level=fallback)]
    causes += [
        VerdictCause(CauseKind.RULE, rule=rule, level=VerdictKind.HOLD)
        for rule in rule_causes
    ]
    return _outcome(causes)


def _cause(label: Label, score: float, threshold: Threshold) -> VerdictCause | None:
    if score >= threshold.hold:
        level, value = VerdictKind.HOLD, threshold.hold
    elif score >= threshold.flag:
        level, value = VerdictKind.FLAG, threshold.flag
    else:
        return None
    return VerdictCause(CauseKind.CLASSIFIER, label, round(score, 4), value, level)


def _outcome(causes: list[VerdictCause]) -> VerdictDraft:
    levels = [cause.level for cause in causes if cause.level is not None]
    kind = max(levels, key=SEVERITY.__getitem__, default=VerdictKind.PUBLISH)
    return VerdictDraft(kind, tuple(causes))


@dataclass(frozen=True)
class TextSegment:
    """A part of a text, to be shown: the labels that it drove, none for the rest.

    :param words: the labels that it drove as a word.
    :param sentences: the labels that its sentence drove.
    """

    text: str
    words: tuple[Label, ...] = ()
    sentences: tuple[Label, ...] = ()


def segments(text: str, spans: Sequence[Span]) -> list[TextSegment]:
    """Return *text* split where a span begins or ends. The parts add up to the text."""
    edges = {0, len(text)} | {
        min(edge, len(text)) for span in spans for edge in (span.start, span.end)
    }
    found = []
    for start, end in pairwise(sorted(edges)):
        over = [span for span in spans if span.start <= start and end <= span.end]
        words, sentences = (
            tuple(dict.fromkeys(span.label for span in over if span.is_word is kind))
            for kind in (True, False)
        )
        found.append(TextSegment(text[start:end], words, sentences))
    return found
