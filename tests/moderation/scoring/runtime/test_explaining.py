"""The drivers of a score: sentences, then words, in a bounded number of passes."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest

from moderation.scoring.base.labels import Label
from moderation.scoring.base.protocol import Scorer, Scores
from moderation.scoring.runtime.explaining import MOST_PASSES, explain
from moderation.scoring.runtime.fixed_scorer import FixedScorer

CALM = "The council met on Monday to speak of the harbour. "
INSULT = "He is an idiot and always was. "

ABUSIVE = [
    "The harbour stays open. You are a stupid idiot. See you on Monday.",
    "I read every page. The author is a pathetic liar and his readers are morons.",
    "Nobody asked you, you ignorant piece of trash, so leave the rest of us alone.",
    "They should all be shot, every filthy one of them. That would end it.",
    f"{CALM * 10}What a bunch of brain-dead scum you are. {CALM * 10}",
    "Shut up and go back to your hole, you disgusting pig of a man.",
    "I hope that you and your ugly family die slowly. Good night.",
    "The minister is a corrupt whore and her voters are retarded sheep.",
]


class Counting(FixedScorer):
    """A scorer that counts the texts that it was given."""

    def __init__(self) -> None:
        super().__init__()
        self.count = 0

    def score(self, texts: Sequence[str]) -> list[Scores]:
        self.count += len(texts)
        return super().score(texts)


def test_the_sentence_and_the_word_are_marked() -> None:
    text = f"{CALM}{INSULT}{CALM}"

    spans = [
        span
        for span in explain(FixedScorer().score, text)
        if span.label is Label.INSULT
    ]

    assert [text[span.start : span.end] for span in spans] == [
        "He is an idiot and always was.",
        "idiot",
    ]
    assert [span.is_word for span in spans] == [False, True]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="nothing"),
        pytest.param(" \n...", id="no word"),
        pytest.param(CALM * 3, id="calm"),
    ],
)
def test_words_that_did_not_raise_the_score_are_not_marked(text: str) -> None:
    assert explain(FixedScorer().score, text) == []


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(INSULT, id="one sentence"),
        pytest.param(CALM * 100 + INSULT + CALM * 80, id="10,000 characters"),
        pytest.param(CALM * 1_900 + INSULT, id="100,000 characters"),
        pytest.param("word " * 2_000 + "idiot", id="one endless sentence"),
        pytest.param("a. " * 30_000 + "idiot.", id="tens of thousands of sentences"),
    ],
)
def test_a_text_of_any_length_is_explained_in_few_passes(text: str) -> None:
    scorer = Counting()

    spans = explain(scorer.score, text)

    assert scorer.count <= MOST_PASSES
    assert "idiot" in text[spans[0].start : spans[0].end]


@pytest.mark.model
def test_leaving_out_the_marked_words_lowers_a_label_more_than_as_many_others(
    bundled: Scorer,
) -> None:
    rng = random.Random(7)
    by_marked, by_random = 0.0, 0.0
    for text in ABUSIVE:
        words = [
            text[span.start : span.end]
            for span in bundled.explain(text)
            if span.is_word and span.label is Label.TOXICITY
        ]
        count = len(" ".join(words).split())
        others = rng.sample(text.split(), count)
        [whole, without, spared] = bundled.score(
            [text, left_out(text, words), left_out(text, others)]
        )
        by_marked += toxicity(whole) - toxicity(without)
        by_random += toxicity(whole) - toxicity(spared)

    assert by_marked > 4 * max(by_random, 0.0)
    assert by_marked > 1.0


def left_out(text: str, words: Sequence[str]) -> str:
    for word in words:
        text = text.replace(word, "", 1)
    return text


def toxicity(scores: Scores) -> float:
    return scores[Label.TOXICITY] or 0.0
