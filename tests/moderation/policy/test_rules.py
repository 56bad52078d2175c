from __future__ import annotations

import pytest

from moderation.policy.rules import (
    CauseKind,
    Threshold,
    VerdictKind,
    judge,
    judge_unscored,
    segments,
)
from moderation.policy.subjects import is_conflict
from moderation.scoring.base.labels import Label
from moderation.scoring.base.protocol import Span

THRESHOLDS = {
    Label.TOXICITY: Threshold(flag=0.6, hold=0.9),
    Label.INSULT: Threshold(flag=0.5, hold=0.8),
}


@pytest.mark.parametrize(
    ("toxicity", "insult", "verdict", "labels"),
    [
        pytest.param(0.1, 0.1, "publish", [], id="nothing is near a threshold"),
        pytest.param(0.6, 0.1, "flag", ["toxicity"], id="a threshold itself counts"),
        pytest.param(0.9, 0.1, "hold", ["toxicity"], id="hold wins over flag"),
        pytest.param(0.7, 0.85, "hold", ["toxicity", "insult"], id="strictest wins"),
        pytest.param(None, 0.55, "flag", ["insult"], id="no score says nothing"),
        pytest.param(None, None, "publish", [], id="no scores at all say nothing"),
    ],
)
def test_scores_become_a_verdict_with_its_causes(
    toxicity: float | None, insult: float | None, verdict: str, labels: list[str]
) -> None:
    scores = {Label.TOXICITY: toxicity, Label.INSULT: insult}

    outcome = judge(scores, THRESHOLDS)

    assert outcome.kind == verdict
    assert [cause.label for cause in outcome.causes] == labels


def test_a_verdict_remembers_the_threshold_as_it_was_applied() -> None:
    outcome = judge({Label.INSULT: 0.83}, THRESHOLDS)

    [cause] = outcome.causes
    assert cause.as_json() == {
        "kind": "classifier",
        "label": "insult",
        "score": 0.83,
        "threshold": 0.8,
        "level": "hold",
    }


def test_a_rule_holds_whatever_the_classifier_says() -> None:
    outcome = judge({Label.TOXICITY: 0.0}, THRESHOLDS, ["word list: vermin"])

    assert outcome.kind is VerdictKind.HOLD
    assert outcome.causes[0].rule == "word list: vermin"


@pytest.mark.parametrize("fallback", list(VerdictKind))
def test_without_an_answer_the_fallback_applies(fallback: VerdictKind) -> None:
    outcome = judge_unscored(fallback)

    assert outcome.kind is fallback
    assert [cause.kind for cause in outcome.causes] == [CauseKind.UNSCORED]


def test_no_verdict_rejects() -> None:
    assert {kind.value for kind in VerdictKind} == {"publish", "flag", "hold"}


@pytest.mark.parametrize(
    ("subjects", "expected"),
    [
        (["medtop:16000000"], True),
        (["medtop:20000056"], True),
        (["http://cv.iptc.org/newscodes/mediatopic/20000073"], True),
        (["medtop:15000000", "medtop:20000062"], True),
        (["medtop:15000000"], False),
        ([], False),
    ],
)
def test_an_article_is_conflict_coverage_by_its_subjects(
    subjects: list[str], expected: bool
) -> None:
    assert is_conflict(subjects) is expected


@pytest.mark.parametrize(
    ("unreadable", "toxicity", "verdict"),
    [
        (VerdictKind.PUBLISH, 0.1, "publish"),
        (VerdictKind.FLAG, 0.1, "flag"),
        (VerdictKind.HOLD, 0.1, "hold"),
        (VerdictKind.PUBLISH, 0.9, "hold"),
    ],
)
def test_the_profile_says_what_becomes_of_what_cannot_be_read(
    unreadable: VerdictKind, toxicity: float, verdict: str
) -> None:
    scores = {Label.TOXICITY: toxicity}

    outcome = judge(scores, THRESHOLDS, unreadable=unreadable)

    assert outcome.kind == verdict
    assert CauseKind.UNREADABLE in {cause.kind for cause in outcome.causes}


def test_a_text_is_cut_where_its_marks_begin_and_end() -> None:
    text = "Well. You idiot."
    spans = [
        Span(Label.INSULT, 6, 16, 0.9, is_word=False),
        Span(Label.INSULT, 10, 15, 0.5),
        Span(Label.TOXICITY, 10, 15, 0.4),
    ]

    found = [(each.text, each.words, each.sentences) for each in segments(text, spans)]

    both = (Label.INSULT, Label.TOXICITY)
    assert found == [
        ("Well. ", (), ()),
        ("You ", (), (Label.INSULT,)),
        ("idiot", both, (Label.INSULT,)),
        (".", (), (Label.INSULT,)),
    ]


def test_a_text_without_marks_is_one_segment() -> None:
    assert [each.text for each in segments("A word.", [])] == ["A word."]
    assert segments("", []) == []
