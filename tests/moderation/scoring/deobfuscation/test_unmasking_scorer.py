"""A disguised text scores as high as the plain one, and no text lower than before."""

from __future__ import annotations

import pytest

from moderation.scoring.base.labels import Label
from moderation.scoring.base.protocol import higher
from moderation.scoring.deobfuscation.unmasking_scorer import UnmaskingScorer
from moderation.scoring.runtime.fixed_scorer import FixedScorer

DISGUISED = "You 1d\u200b10t, sir"


@pytest.fixture
def scorer() -> UnmaskingScorer:
    return UnmaskingScorer(FixedScorer())


def test_a_disguised_word_scores_as_the_plain_one(scorer: UnmaskingScorer) -> None:
    disguised, plain = scorer.score([DISGUISED, "You idiot, sir"])

    assert disguised == plain


def test_what_unmasking_would_spoil_still_counts() -> None:
    scorer = UnmaskingScorer(FixedScorer({"k1ll": {Label.THREAT: 0.9}}))

    [scores] = scorer.score(["k1ll"])

    assert scores[Label.THREAT] == 0.9


def test_the_scores_stand_in_the_order_of_the_texts(scorer: UnmaskingScorer) -> None:
    scores = scorer.score(["Fine.", DISGUISED, "Fine too.", "v e r m i n"])

    identity = [score[Label.IDENTITY_ATTACK] for score in scores]
    assert identity == [0.02, 0.02, 0.02, 0.96]


def test_no_text_has_no_scores(scorer: UnmaskingScorer) -> None:
    assert scorer.score([]) == []


def test_an_explanation_points_into_the_text_as_written(
    scorer: UnmaskingScorer,
) -> None:
    marked = {DISGUISED[span.start : span.end] for span in scorer.explain(DISGUISED)}

    assert marked == {"1d\u200b10t"}


def test_the_version_says_that_texts_are_unmasked(scorer: UnmaskingScorer) -> None:
    assert scorer.version != FixedScorer.version
    assert scorer.version.startswith(FixedScorer.version)


def test_the_higher_score_of_each_label_counts() -> None:
    one = dict.fromkeys(Label, 0.1) | {Label.THREAT: 0.7, Label.OBSCENE: None}
    other = dict.fromkeys(Label, 0.4) | {Label.OBSCENE: None}

    merged = higher(one, other)

    assert merged[Label.THREAT] == 0.7
    assert merged[Label.INSULT] == 0.4
    assert merged[Label.OBSCENE] is None
