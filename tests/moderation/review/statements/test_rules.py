from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from moderation.review.items.rules import Reason
from moderation.review.sanctions.rules import SanctionKind
from moderation.review.statements import rules
from moderation.review.statements.rules import CommentFacts, Statement

WRITTEN = datetime(2026, 11, 22, 12, 24, tzinfo=UTC)
CLASSIFIER = {"kind": "classifier", "label": "threat", "score": 0.97}
FIELDS = [
    "What was decided",
    "For how long",
    "The facts",
    "Automated checks",
    "The reason",
    "What you can do",
]


def rejection(*causes: dict[str, object], reports: int = 0) -> Statement:
    facts = CommentFacts("A truce", WRITTEN, causes, reports)
    return rules.of_rejection(
        facts, reason=Reason.HATE, words="No.", decided_at=WRITTEN
    )


def said(statement: Statement, name: str) -> str:
    return " ".join(dict(statement.fields)[name])


@pytest.mark.parametrize(
    "statement",
    [
        rejection(),
        rules.of_hold(CommentFacts("A truce", WRITTEN)),
        *(
            rules.of_sanction(
                kind, reason=Reason.SPAM, words="", ends_at=None, starts_at=WRITTEN
            )
            for kind in SanctionKind
        ),
    ],
)
def test_every_statement_has_the_fields_of_the_law(statement: Statement) -> None:
    assert [name for name, _ in statement.fields] == FIELDS
    assert all(sentence for _, told in statement.fields for sentence in told)


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        (rejection(), "on its own initiative"),
        (rejection(CLASSIFIER), "resembles threats"),
        (rejection({"kind": "rule", "rule": "word list: x"}), "word list: x"),
        (rejection(reports=1), "A reader has reported it."),
        (rejection(reports=2), "Readers have reported it."),
    ],
)
def test_the_facts_say_what_drew_attention(statement: Statement, expected: str) -> None:
    assert expected in said(statement, "The facts")


def test_a_program_is_named_only_where_one_had_part_in_it() -> None:
    assert "flagged" in said(rejection(CLASSIFIER), "Automated checks")
    assert "flagged" not in said(rejection(), "Automated checks")


def test_the_ground_is_the_house_rule_and_the_moderators_words() -> None:
    ground = said(rejection(), "The reason")
    assert "Attacks people for who they are" in ground
    assert "“No.”" in ground


def test_the_last_day_of_an_appeal_is_named() -> None:
    last = WRITTEN + timedelta(days=183)
    assert f"until {last:%-d %B %Y}" in said(rejection(), "What you can do")
