"""Tries the API on many texts, and reports the responses."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from moderation.perspective.protocol.attributes import BACKED
from moderation.perspective.protocol.errors import PerspectiveError
from moderation.perspective.protocol.requests import read_analysis
from moderation.perspective.services.analyzing import Analyzer

MOST_SHOWN = 10
"""Failures that are listed by line. The others are only counted."""


@dataclass
class CheckReport:
    """The counts of responses.

    :param refused: the API's own refusals, by error type such as ``COMMENT_EMPTY``.
    :param failed: the lines that caused an unexpected error, with the error's name.
        There should be none.
    """

    answered: int = 0
    scores: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    failed: list[tuple[int, str]] = field(default_factory=list)

    def lines(self) -> Iterator[str]:
        """Yield the report as lines of text."""
        yield f"{self.answered} answered, with {self.scores} scores"
        for kind, count in sorted(self.refused.items()):
            yield f"{count} refused: {kind}"
        yield f"{len(self.failed)} failed"
        for number, error in self.failed[:MOST_SHOWN]:
            yield f"  line {number}: {error}"


def check(analyzer: Analyzer, texts: Iterable[str]) -> CheckReport:
    """Request every attribute of each text and of its sentences.

    Skips empty texts. Stores nothing.
    """
    report = CheckReport()
    for number, text in enumerate(texts, 1):
        if text.strip():
            _check(analyzer, number, text, report)
    return report


def _check(analyzer: Analyzer, number: int, text: str, report: CheckReport) -> None:
    asked = {
        "comment": {"text": text},
        "requestedAttributes": {name: {} for name in BACKED},
        "spanAnnotations": True,
    }
    try:
        answer = analyzer.analyze(read_analysis(json.dumps(asked).encode()))
        json.dumps(answer.body, allow_nan=False)
    except PerspectiveError as error:
        [detail, *_] = error.rpc_details
        report.refused[detail.get("errorType", error.message)] += 1
    except Exception as error:  # noqa: BLE001  Whatever it is, it must be reported.
        report.failed.append((number, type(error).__name__))
    else:
        report.answered += 1
        for each in answer.body["attributeScores"].values():
            report.scores += 1 + len(each["spanScores"])
