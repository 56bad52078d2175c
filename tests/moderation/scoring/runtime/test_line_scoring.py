"""Scoring lines: every input line gives one output line, whatever it contains."""

from __future__ import annotations

import json

import pytest

from moderation.scoring.base.labels import Label
from moderation.scoring.base.protocol import Scorer
from moderation.scoring.runtime.fixed_scorer import FixedScorer
from moderation.scoring.runtime.line_scoring import score_lines

SEVEN = [label.value for label in Label]


@pytest.mark.parametrize(
    "line",
    [
        pytest.param(b"An idiot wrote this.\n", id="a text"),
        pytest.param(b"", id="nothing"),
        pytest.param(b"\n", id="an empty line"),
        pytest.param(b"\xff\xfe broken \xc3\n", id="not UTF-8"),
        pytest.param(b"\xed\xa0\x80\n", id="a surrogate in UTF-8"),
        pytest.param("one\u2028line\r\x85\n".encode(), id="only a line feed ends it"),
        pytest.param((b"word" + b" " * 300) * 320, id="100 kB without a line feed"),
    ],
)
def test_each_line_of_input_becomes_a_line_with_seven_scores(
    scorer: Scorer, line: bytes
) -> None:
    [printed] = score_lines(scorer, [line])

    assert list(json.loads(printed)) == SEVEN
    assert None not in json.loads(printed).values()


def test_the_order_is_that_of_the_lines(scorer: Scorer) -> None:
    lines = [
        f"An idiot wrote this. {place}\n".encode() if place % 3 else b"Good morning.\n"
        for place in range(80)
    ]

    together = [json.loads(line) for line in score_lines(scorer, lines)]

    assert len(together) == 80
    for place in (0, 1, 63, 64, 65, 79):
        [alone] = map(json.loads, score_lines(scorer, [lines[place]]))
        assert together[place] == pytest.approx(alone, abs=0.005)


def test_a_line_that_is_too_long_gets_nulls_and_its_neighbours_their_scores() -> None:
    lines = [b"An idiot.\n", b"x" * 100_001 + b"\n", b"Good morning.\n"]

    first, second, third = (
        json.loads(line) for line in score_lines(FixedScorer(), lines)
    )

    assert first["insult"] > 0.7
    assert set(second.values()) == {None}
    assert third["insult"] < 0.1
