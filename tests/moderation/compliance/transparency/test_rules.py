"""A statement for the Transparency Database holds nothing personal."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from moderation.compliance.notices.rules import NoticeKind
from moderation.compliance.transparency.rules import (
    NATIONAL_LAW,
    Facts,
    Source,
    is_personal,
    statement_of,
)
from moderation.review.items.rules import Reason
from moderation.review.sanctions.rules import SanctionKind
from tests.transparency_database import errors_in


def facts(**changes: Any) -> Facts:
    given: dict[str, Any] = {
        "site_id": 3,
        "source": Source.DECISION,
        "number": 12,
        "reason": Reason.INSULT,
        "content_date": date(2026, 11, 1),
        "application_date": date(2026, 11, 2),
        "countries": ("DE", "AT"),
        "rules_url": "https://comments.example/rules",
        "language": "de",
    }
    return Facts(**(given | changes))


def test_a_rejection_becomes_a_complete_statement() -> None:
    statement = statement_of(facts(labels=["insult"], rule=(2, 5), reports=3))

    assert statement == {
        "puid": "3-decision-12",
        "decision_visibility": ["DECISION_VISIBILITY_CONTENT_REMOVED"],
        "decision_ground": "DECISION_GROUND_INCOMPATIBLE_CONTENT",
        "decision_ground_reference_url": "https://comments.example/rules",
        "incompatible_content_ground": "House rules, rule 2 of version 5",
        "incompatible_content_explanation": "The house rules forbid insults.",
        "incompatible_content_illegal": "No",
        "content_type": ["CONTENT_TYPE_TEXT"],
        "category": "STATEMENT_CATEGORY_CYBER_VIOLENCE",
        "category_specification": ["KEYWORD_CYBER_BULLYING_INTIMIDATION"],
        "territorial_scope": ["AT", "DE"],
        "content_language": "DE",
        "content_date": "2026-11-01",
        "application_date": "2026-11-02",
        "decision_facts": (
            "A reader's comment under an article of a news site. An automated"
            " classifier found that it resembles: insults. Reports by readers: 3."
            " A moderator read it and rejected it."
        ),
        "source_type": "SOURCE_TYPE_OTHER_NOTIFICATION",
        "automated_detection": "Yes",
        "automated_decision": "AUTOMATED_DECISION_PARTIALLY",
    }


SOURCES = [
    pytest.param({}, "VOLUNTARY", "No", "NOT_AUTOMATED", id="by the newsroom"),
    pytest.param({"labels": ["threat"]}, "VOLUNTARY", "Yes", "PARTIALLY", id="flagged"),
    pytest.param(
        {"reports": 1},
        "TYPE_OTHER_NOTIFICATION",
        "No",
        "NOT_AUTOMATED",
        id="reported by a reader",
    ),
    pytest.param(
        {"notice": NoticeKind.HATE, "reports": 1},
        "ARTICLE_16",
        "No",
        "NOT_AUTOMATED",
        id="a notice",
    ),
    pytest.param(
        {"notice": NoticeKind.HATE, "is_trusted_notice": True, "labels": ["insult"]},
        "TRUSTED_FLAGGER",
        "Yes",
        "PARTIALLY",
        id="a trusted flagger",
    ),
    pytest.param(
        {"source": Source.HOLD, "reason": None, "labels": ["insult"]},
        "VOLUNTARY",
        "Yes",
        "FULLY",
        id="held by the machine",
    ),
]


@pytest.mark.parametrize(("changes", "source", "detection", "decision"), SOURCES)
def test_the_source_and_the_machines_part_are_told(
    changes: dict[str, Any], source: str, detection: str, decision: str
) -> None:
    statement = statement_of(facts(**changes))

    assert statement["source_type"] == f"SOURCE_{source}"
    assert statement["automated_detection"] == detection
    assert statement["automated_decision"] == f"AUTOMATED_DECISION_{decision}"
    assert errors_in(statement) == {}


RESTRICTIONS = [
    (SanctionKind.SUSPEND, "decision_account", "DECISION_ACCOUNT_SUSPENDED"),
    (SanctionKind.BAN, "decision_account", "DECISION_ACCOUNT_TERMINATED"),
    (
        SanctionKind.PREMODERATE,
        "decision_provision",
        "DECISION_PROVISION_PARTIAL_SUSPENSION",
    ),
]


@pytest.mark.parametrize(("kind", "field", "value"), RESTRICTIONS)
def test_a_sanction_restricts_the_account(
    kind: SanctionKind, field: str, value: str
) -> None:
    statement = statement_of(
        facts(source=Source.SANCTION, sanction=kind, end_date=date(2026, 12, 1))
    )

    assert statement[field] == value
    assert "decision_visibility" not in statement
    assert "2026-12-01" in statement.values()
    assert errors_in(statement) == {}


def test_a_hold_disables_the_comment() -> None:
    statement = statement_of(facts(source=Source.HOLD, reason=None))

    assert statement["decision_visibility"] == ["DECISION_VISIBILITY_CONTENT_DISABLED"]
    assert "before they are published" in statement["incompatible_content_explanation"]


@pytest.mark.parametrize("reason", Reason)
@pytest.mark.parametrize("notice", [None, *NoticeKind])
def test_every_reason_makes_a_statement_that_the_database_takes(
    reason: Reason, notice: NoticeKind | None
) -> None:
    statement = statement_of(facts(reason=reason, notice=notice, law="Section 130"))

    assert errors_in(statement) == {}


def test_illegal_content_names_the_law() -> None:
    statement = statement_of(
        facts(reason=Reason.ILLEGAL, law="Section 130", notice=NoticeKind.DEFAMATION)
    )

    assert statement["decision_ground"] == "DECISION_GROUND_ILLEGAL_CONTENT"
    assert statement["illegal_content_legal_ground"] == "Section 130"
    assert statement["category_specification"] == ["KEYWORD_DEFAMATION"]


PERSONAL = ("Ann Author", "ann@reader.example", "He stole the money of the widow.")


@pytest.mark.parametrize(
    ("law", "expected"),
    [
        ("Section 130, said by Ann Author", True),
        ("see ann@reader.example", True),
        ("§ 185: stole the money", True),
        ("Section 130 of the penal code", False),
        ("the law", False),
    ],
)
def test_a_law_that_repeats_a_name_or_the_comment_is_personal(
    law: str, expected: bool
) -> None:
    assert is_personal(law, PERSONAL) is expected


def test_a_personal_law_is_left_out() -> None:
    statement = statement_of(
        facts(reason=Reason.ILLEGAL, law="Ann Author lies", personal=PERSONAL)
    )

    assert statement["illegal_content_legal_ground"] == NATIONAL_LAW
