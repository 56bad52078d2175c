"""The fake answers as the Commission's own code does, and takes what we send."""

from __future__ import annotations

import json
from typing import Any

import pytest

from moderation.compliance.transparency import vocabulary
from moderation.compliance.transparency.client import answer_of
from tests.transparency_database import FACTS, GOLDEN, FakeDatabase

CASES = json.loads((GOLDEN / "cases.json").read_text())["cases"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["name"]))
def test_the_fake_answers_as_the_real_one(case: dict[str, Any]) -> None:
    fake = FakeDatabase(stored={puid: {} for puid in case.get("stored", [])})

    status, body = fake.take("Bearer secret-token", {"statements": case["statements"]})

    assert status == case["status"]
    errors = body.get("errors", {})
    assert set(errors) == set(case["errors"])
    for name, expected in case["errors"].items():
        if isinstance(expected, dict):
            assert set(errors[name]) == set(expected)
            for each, messages in expected.items():
                assert messages in (None, errors[name][each])
        else:
            assert expected in (None, errors[name])


def test_a_token_that_is_not_the_platforms_is_refused() -> None:
    assert FakeDatabase().take("Bearer other", {})[0] == 401


def test_every_word_that_we_send_is_in_the_schema() -> None:
    categories = [*vocabulary.REASONS.values(), *vocabulary.NOTICES.values()]
    fields = {field: value for field, value, _ in vocabulary.SANCTIONS.values()}

    assert {each.category for each in categories} <= set(FACTS["STATEMENT_CATEGORIES"])
    assert {each.keyword for each in categories} - {""} <= set(FACTS["KEYWORDS"])
    assert set(vocabulary.EEA) == set(FACTS["COUNTRIES"])
    assert fields["decision_provision"] in FACTS["DECISION_PROVISIONS"]
    assert fields["decision_account"] in FACTS["DECISION_ACCOUNTS"]


def test_the_answer_to_a_batch_is_read_by_places() -> None:
    body = {"errors": {"statement_0": {"puid": ["Bad."]}, "statement_12": {}}}

    answer = answer_of(422, json.dumps(body).encode())

    assert answer.wrong == {0: {"puid": ["Bad."]}, 12: {}}
    assert answer.existing == ()


@pytest.mark.parametrize("content", [b"<html>", b"[]", b'"x"'])
def test_an_answer_of_a_proxy_is_no_answer_of_the_database(content: bytes) -> None:
    answer = answer_of(502, content)

    assert (answer.status, answer.wrong, answer.existing) == (502, {}, ())
