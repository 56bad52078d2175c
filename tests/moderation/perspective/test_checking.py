"""Trying the API on a newsroom's own texts."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from moderation.perspective.checking import check
from moderation.perspective.services.analyzing import Analyzer
from moderation.scoring.base.protocol import Scores
from moderation.scoring.runtime.fixed_scorer import FixedScorer
from tests.calling import Newsroom

TEXTS = """you idiot. Fine.

Das ist eine Schande, aber leider überhaupt kein Wunder mehr.
The mayor voted yes.
"""


class FailingScorer(FixedScorer):
    """Fails at one text."""

    def score(self, texts: Sequence[str]) -> list[Scores]:
        """Return the scores of each text."""
        if "two" in texts:
            raise StopIteration
        return super().score(texts)


def test_the_command_says_how_a_newsrooms_texts_are_answered(
    called: Newsroom, tmp_path: Path
) -> None:
    file = tmp_path / "texts.txt"
    file.write_text(TEXTS)

    done = called.app.test_cli_runner().invoke(args=["perspective", "check", str(file)])

    # Eight attributes, each of the text and of its sentences: 8 * 3 + 8 * 2 scores.
    assert done.output.splitlines() == [
        "2 answered, with 40 scores",
        "1 refused: LANGUAGE_NOT_SUPPORTED_BY_ATTRIBUTE",
        "0 failed",
    ]
    assert done.exit_code == 0


def test_a_text_that_cannot_be_answered_is_told_by_its_line() -> None:
    report = check(Analyzer(FailingScorer()), ["one", "two", "three"])

    assert list(report.lines()) == [
        "2 answered, with 32 scores",
        "1 failed",
        "  line 2: StopIteration",
    ]
