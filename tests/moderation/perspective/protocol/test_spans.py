"""Spans are counted in UTF-16 code units, sentence by sentence."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderation.perspective.protocol.spans import MOST_SENTENCES, sentences, whole

SENTENCES = [
    ("This is the first one, I think. And here is a second.", [(0, 31), (32, 53)]),
    ("One", [(0, 3)]),
    ("😀😀 hm. Yes!", [(0, 8), (9, 13)]),
    ("  padded.  ", [(2, 9)]),
    ("line\nline", [(0, 4), (5, 9)]),
    ("3.14 is pi", [(0, 10)]),
    ("“Well!” he said. No.", [(0, 7), (8, 16), (17, 20)]),
    ("好。坏！", [(0, 2), (2, 4)]),  # noqa: RUF001  It is Chinese.
    ("", [(0, 0)]),
    ("   ", [(0, 3)]),
]


@pytest.mark.parametrize(("text", "expected"), SENTENCES)
def test_sentences_are_told_in_utf_16_code_units(
    text: str, expected: list[tuple[int, int]]
) -> None:
    assert [(each.begin, each.end) for each in sentences(text)] == expected


@given(st.text(st.characters(), max_size=300))
def test_every_sentence_is_the_text_that_its_range_holds(text: str) -> None:
    units = text.encode("utf-16-le", "surrogatepass")

    for each in [whole(text), *sentences(text)]:
        held = units[each.begin * 2 : each.end * 2]
        assert held.decode("utf-16-le", "surrogatepass") == each.text


def test_a_text_of_very_many_sentences_is_told_in_a_bounded_number() -> None:
    found = sentences("No. " * 5_000)

    assert len(found) == MOST_SENTENCES
    assert found[-1].end == 19_999
