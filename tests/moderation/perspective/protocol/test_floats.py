"""Any score can be sent: as the nearest 32-bit float."""

from __future__ import annotations

import json
import struct
from collections.abc import Sequence

from hypothesis import example, given, settings
from hypothesis import strategies as st

from moderation.perspective.protocol.floats import single
from moderation.perspective.protocol.requests import Analysis
from moderation.perspective.services.analyzing import Analyzer
from moderation.scoring.base.labels import Label
from moderation.scoring.base.protocol import Scores
from moderation.scoring.runtime.fixed_scorer import FixedScorer

ONE_AS_BITS = 0x3F80_0000


class AnyScorer(FixedScorer):
    """Returns given scores, one after the other."""

    def __init__(self, scores: Sequence[float]) -> None:
        super().__init__()
        self.scores = scores

    def score(self, texts: Sequence[str]) -> list[Scores]:
        """Return one score a text, the same for every label."""
        return [
            dict.fromkeys(Label, self.scores[at % len(self.scores)])
            for at in range(len(texts))
        ]


def of_bits(bits: int) -> float:
    """Return the 32-bit float with these bits."""
    [value] = struct.unpack("<f", struct.pack("<I", bits))
    found: float = value
    return found


@given(st.integers(0, ONE_AS_BITS))
@example(0)
@example(1)
@example(ONE_AS_BITS)
def test_every_32_bit_float_is_told_so_that_it_reads_back(bits: int) -> None:
    value = of_bits(bits)

    told = single(value)

    assert struct.pack("<f", told) == struct.pack("<f", value)
    assert len(f"{told:.9g}") <= len(f"{value:.9g}")


@given(st.floats(0, 1))
@example(0.1234567849807442)
def test_every_64_bit_score_is_told_as_the_nearest_32_bit_float(value: float) -> None:
    told = single(value)

    assert struct.pack("<f", told) == struct.pack("<f", value)
    assert 0 <= told <= 1


@given(st.floats(-1e-6, 1 + 1e-6))
def test_a_rounding_error_never_leaves_the_range(value: float) -> None:
    assert 0 <= single(value) <= 1


@settings(deadline=None)  # The first call loads the detector of languages.
@given(st.lists(st.integers(0, ONE_AS_BITS).map(of_bits), min_size=1, max_size=4))
def test_a_call_is_answered_whatever_the_classifier_says(scores: list[float]) -> None:
    asked = Analysis(
        "One. Two. Three.", {"TOXICITY": None, "INSULT": 0.5}, wants_sentences=True
    )

    answer = Analyzer(AnyScorer(scores)).analyze(asked)

    found = json.loads(json.dumps(answer.body))["attributeScores"]
    toxicity = found["TOXICITY"]["summaryScore"]["value"]
    assert struct.pack("<f", toxicity) == struct.pack("<f", scores[0])
    assert ("INSULT" in found) is (toxicity >= 0.5)
    assert len(found["TOXICITY"]["spanScores"]) == 3
