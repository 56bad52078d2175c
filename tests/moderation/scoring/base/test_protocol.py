"""What every scorer guarantees, whichever library computes the scores."""

from __future__ import annotations

import math
import random
from concurrent.futures import ThreadPoolExecutor

import pytest

from moderation.scoring.base.errors import TextTooLongError
from moderation.scoring.base.labels import Label
from moderation.scoring.base.protocol import Scorer, Scores
from moderation.scoring.base.windows import LONGEST
from tests.checkpoints import SENTENCES

LEAST_DIFFERENCE = 0.005


def differ(one: Scores, other: Scores) -> float:
    return max(
        abs((one[label] or 0.0) - (other[label] or 0.0))
        for label in Label
        if one[label] is not None
    )


@pytest.mark.parametrize("count", [0, 1, 2, 100])
def test_each_text_gets_its_seven_labels(scorer: Scorer, count: int) -> None:
    texts = [f"Comment number {number}." for number in range(count)]

    scores = scorer.score(texts)

    assert [set(each) for each in scores] == [set(Label)] * count


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="empty"),
        pytest.param(" \n\t ", id="white space"),
        pytest.param("\ud800 lone \udfff", id="lone surrogates"),
        pytest.param("\x00", id="NUL"),
        pytest.param("👩‍🚀" * 50, id="emoji"),
        pytest.param("שלום عليكم 世界", id="other scripts"),
        pytest.param("x" * 5_000, id="one endless word"),
        pytest.param("A word. " * 300, id="longer than a window"),
    ],
)
def test_every_score_is_finite_and_between_0_and_1(scorer: Scorer, text: str) -> None:
    [scores] = scorer.score([text])

    for score in scores.values():
        assert score is not None
        assert math.isfinite(score)
        assert 0.0 <= score <= 1.0


def test_100_000_characters_are_read(scorer: Scorer) -> None:
    text = ("a word" + " " * 300) * 400

    assert len(scorer.score([text[:LONGEST]])) == 1


def test_a_longer_text_is_refused_by_name(scorer: Scorer) -> None:
    with pytest.raises(TextTooLongError, match="100,001 characters"):
        scorer.score(["x" * (LONGEST + 1)])


def test_a_score_does_not_depend_on_its_batch(scorer: Scorer) -> None:
    texts = [f"{SENTENCES[place % 4]} {place}" for place in range(200)]
    order = random.Random(7).sample(range(200), 200)

    alone = [scorer.score([text])[0] for text in texts]
    shuffled = scorer.score([texts[place] for place in order])
    padded = scorer.score([texts[0] * 5, *texts])[1:]

    for place, scores in zip(order, shuffled, strict=True):
        assert differ(alone[place], scores) <= LEAST_DIFFERENCE
    for one, other in zip(alone, padded, strict=True):
        assert differ(one, other) <= LEAST_DIFFERENCE


def test_many_threads_get_each_their_own_answers(scorer: Scorer) -> None:
    texts = [f"{text} {place}" for place, text in enumerate(SENTENCES)]
    expected = scorer.score(texts)

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda text: scorer.score([text])[0], texts))

    for one, other in zip(found, expected, strict=True):
        assert differ(one, other) <= LEAST_DIFFERENCE


@pytest.mark.model
def test_abuse_after_a_long_preamble_is_found(bundled: Scorer) -> None:
    preamble = "The committee met again on Monday to speak about the budget. " * 60

    calm, hidden = bundled.score([preamble, preamble + "You are a stupid idiot."])

    assert (calm[Label.INSULT] or 0.0) < 0.5
    assert (hidden[Label.INSULT] or 0.0) > 0.8


@pytest.mark.model
def test_leaving_out_the_marked_words_calms_a_text(bundled: Scorer) -> None:
    text = "The harbour stays open. You are a stupid idiot. See you on Monday."
    [before] = bundled.score([text])

    spans = [each for each in bundled.explain(text) if each.label is Label.TOXICITY]
    first = spans[0]
    [without] = bundled.score([text[: first.start] + text[first.end :]])

    assert text[first.start : first.end].strip() == "You are a stupid idiot."
    assert (without[Label.TOXICITY] or 0.0) < 0.6 * (before[Label.TOXICITY] or 0.0)
