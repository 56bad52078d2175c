"""Our own sentences: pairs that differ only in what they say."""

from __future__ import annotations

import random

import pytest

from moderation.scoring.base.labels import Label
from moderation.scoring.evaluation import data_sets
from moderation.scoring.training.sentences import book, compose, fill, mistype

TOXICITY, IDENTITY = 0, list(Label).index(Label.IDENTITY_ATTACK)


def test_the_same_seed_composes_the_same_sentences() -> None:
    assert list(compose(count=20, seed=3)) == list(compose(count=20, seed=3))


def test_every_slot_is_filled() -> None:
    texts = [row.text for row in compose(count=400, seed=0)]

    assert not [text for text in texts if "{" in text or "}" in text]


def test_harmless_and_hateful_sentences_share_their_nouns() -> None:
    composed = list(compose(count=1500, seed=0))
    hateful = " ".join(each.text for each in composed if each.targets[IDENTITY] == 1)
    harmless = " ".join(each.text for each in composed if each.targets[TOXICITY] == 0)

    for group in book()["groups"]:
        assert group.lower() in hateful.lower()
        assert group.lower() in harmless.lower()


def test_hatred_that_is_quoted_to_answer_it_is_no_hatred() -> None:
    around = [words.partition("{quote}")[0] for words in book()["around"]]
    quoted = [
        row
        for row in compose(count=400, seed=0)
        if any(words and row.text.startswith(words) for words in around)
        and len(row.text) > 60
    ]

    assert quoted
    assert all((row.targets[TOXICITY] or 0.0) < 0.5 for row in quoted)


def test_rows_that_measure_are_not_used_for_training() -> None:
    composed = {row.text.lower() for row in compose(count=2000, seed=0)}

    assert not composed & {each.text.lower() for each in data_sets.probe()}


@pytest.mark.parametrize("seed", range(20))
def test_a_mistyped_sentence_stays_nearly_as_long(seed: int) -> None:
    rng = random.Random(seed)
    text = fill("{group} live in {place}.", rng)

    assert abs(len(mistype(text, rng)) - len(text)) <= 2
