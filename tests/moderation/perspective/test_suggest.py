"""Suggested corrections: accepted, stored, and not stored on request."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sqlalchemy import select

from auth.db.database import Database
from moderation import app as application
from moderation.perspective.models import Correction
from moderation.perspective.services import corrections
from moderation.scoring.base.labels import Label
from tests.calling import Newsroom, founded
from tests.moderation.perspective.asking import asker, error_of

CORAL = {
    "comment": {"text": "Oi, tudo bem?"},
    "context": {
        "entries": [
            {
                "text": json.dumps(
                    {
                        "url": "https://site/story?commentID=e53c",
                        "reply_to_id_Coral_comment_id": "a1",
                        "Coral_comment_id": "e53c",
                    }
                )
            }
        ]
    },
    "attributeScores": {"TOXICITY": {"summaryScore": {"value": 0}}},
    "languages": ["pt"],
    "communityId": "Coral:http://localhost:8080/",
    "clientToken": "comment:e53cbeba-796b-4930-b16e-1f1a8ad20766",
}

SPAN = {"begin": 0, "end": 3, "score": {"value": 1}}
REFUSED: list[tuple[dict[str, Any] | None, str]] = [
    (None, "Missing attribute_scores"),
    ({}, "Missing attribute_scores"),
    ({"TOXICITY": {}}, "Attribute scores of TOXICITY must not be empty."),
    (
        {"TOXICITY": {"spanScores": [{"score": {"value": 1}}]}},
        "Span scores of attribute TOXICITY must have begin and end.",
    ),
    (
        {"TOXICITY": {"summaryScore": {}}},
        "A score of attribute TOXICITY must be set, from 0 to 1.",
    ),
    (
        {"TOXICITY": {"summaryScore": {"value": 7}}},
        "A score of attribute TOXICITY must be set, from 0 to 1.",
    ),
    ({"FOO": {"summaryScore": {"value": 1}}}, "Unknown requested attribute: FOO"),
]


@pytest.fixture
def room(database: Database, tmp_path: Any) -> Newsroom:
    """A newsroom on each database."""
    return founded(
        application.create_app(
            application.testing_config(tmp_path), application.Parts(database)
        ),
        database,
    )


def kept(room: Newsroom) -> list[Correction]:
    with room.database.unit_of_work(write=False) as work:
        found = list(work.session.scalars(select(Correction)))
        work.session.expunge_all()
        return found


def correcting(text: str, value: float, **more: Any) -> dict[str, Any]:
    scores = {"TOXICITY": {"summaryScore": {"value": value}}}
    return {"comment": {"text": text}, "attributeScores": scores} | more


def test_what_coral_sends_is_kept_with_corals_name_of_the_comment(
    room: Newsroom,
) -> None:
    answer = asker(room).suggest(CORAL)

    [correction] = kept(room)
    assert answer.json["clientToken"] == CORAL["clientToken"]
    assert answer.json["requestedLanguages"] == ["pt"]
    assert correction.text == "Oi, tudo bem?"
    assert correction.suggested == {"TOXICITY": 0}
    assert correction.comment_reference == "e53c"


def test_a_correction_keeps_what_the_classifier_said(room: Newsroom) -> None:
    asker(room).suggest(correcting("you idiot", 1))

    [correction] = kept(room)
    assert correction.scored["toxicity"] == 0.7
    assert correction.model_version == "fixed-1"


def test_a_correction_of_spans_alone_counts_as_their_highest(
    room: Newsroom,
) -> None:
    scores = {"INSULT": {"spanScores": [SPAN, SPAN | {"score": {"value": 0}}]}}

    asker(room).suggest({"comment": {"text": "you"}, "attributeScores": scores})

    assert kept(room)[0].suggested == {"INSULT": 1}


def test_a_correction_that_is_not_to_be_stored_is_answered_and_forgotten(
    room: Newsroom,
) -> None:
    answer = asker(room).suggest(correcting("you idiot", 1, doNotStore=True))

    assert answer.status_code == 200
    assert kept(room) == []


def test_a_text_that_a_database_cannot_hold_is_kept_without_what_it_cannot(
    room: Newsroom,
) -> None:
    answer = asker(room).suggest(correcting("a\0b\ud800", 1, clientToken="\0"))

    assert answer.status_code == 200
    assert kept(room)[0].text == "a\N{REPLACEMENT CHARACTER}b\N{REPLACEMENT CHARACTER}"


@pytest.mark.parametrize(("scores", "message"), REFUSED)
def test_a_correction_that_says_nothing_is_refused(
    called: Newsroom, scores: dict[str, Any] | None, message: str
) -> None:
    body = {"comment": {"text": "x"}} | ({"attributeScores": scores} if scores else {})

    error = error_of(asker(called).suggest(body))

    assert error["message"] == message
    assert kept(called) == []


def test_the_last_of_several_opinions_on_a_comment_counts(room: Newsroom) -> None:
    caller = asker(room)
    for value in (0, 1):
        caller.suggest(correcting("you idiot", value, clientToken="comment:7"))

    with room.database.unit_of_work(write=False) as work:
        found = corrections.opinions(work.session, now=work.now)

    assert found == [corrections.Opinion(Label.TOXICITY, suggested=1, score=0.7)]
    assert found[0].is_there
