"""Scores revisions with the classifier. No transaction is open meanwhile."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import structlog

from moderation.intake.services.judging import ScoringResult
from moderation.scoring.base.protocol import Scorer, higher
from moderation.scoring.runtime import languages
from moderation.scoring.runtime.reading_scorer import languages_of

log = structlog.get_logger()

Text = tuple[int, str, str, int]
"""A revision's id, its text as written and as shown, and the attempts so far."""


def prepare() -> None:
    """Warm up the language detector, so that the first comment does not wait for it."""
    languages.read("A few words of no importance.")


def assess(scorer: Scorer, batch: Sequence[Text]) -> list[ScoringResult]:
    """Score each text as written and as shown. The higher score counts.

    The language is that of the text as shown.
    """
    flat: list[str] = []
    for _, written, shown, _ in batch:
        flat += [written] if written == shown else [written, shown]
    scores = iter(scorer.score(flat))
    readable = languages_of(scorer)
    model = (scorer.name, scorer.version)
    return [
        ScoringResult(
            revision_id,
            next(scores) if written == shown else higher(next(scores), next(scores)),
            model,
            reading=languages.read(shown, readable=readable),
        )
        for revision_id, written, shown, _ in batch
    ]


def explained(scorer: Scorer, answer: ScoringResult, shown: str) -> ScoringResult:
    """Return *answer* with the spans of the *shown* text that drove it.

    If the explanation fails, the verdict goes on without it.
    """
    try:
        return replace(answer, spans=tuple(scorer.explain(shown)))
    except Exception as error:  # noqa: BLE001  Whatever the model raises is the same to the verdict.
        log.warning("worker.unexplained", error=repr(error))
        return answer
