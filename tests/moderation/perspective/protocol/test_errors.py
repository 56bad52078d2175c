"""Every refusal has Google's exact text, if that is known. Nothing is stored."""

from __future__ import annotations

from typing import Any

import pytest

from tests.calling import Newsroom
from tests.moderation.perspective.asking import ERROR, asker, asking, error_of

ENTRY = {"text": "an article"}
BOTH = {"entries": [ENTRY], "articleAndParentComment": {"article": ENTRY}}
DEEP = '{"context":' * 5_000

REFUSED: list[tuple[Any, str, str]] = [
    ("", "Comment must be non-empty.", "COMMENT_EMPTY"),
    ({}, "Comment must be non-empty.", "COMMENT_EMPTY"),
    (asking(""), "Comment must be non-empty.", "COMMENT_EMPTY"),
    (asking(" \n\t\u00a0"), "Comment must be non-empty.", "COMMENT_EMPTY"),
    (asking("x" * 20_481), "Comment text too long.", "COMMENT_TOO_LONG"),
    (asking("é" * 10_241), "Comment text too long.", "COMMENT_TOO_LONG"),
    (
        asking(requestedAttributes={}),
        "Missing requested_attributes",
        "NO_REQUESTED_ATTRIBUTES",
    ),
    (
        asking(requestedAttributes=None),
        "Missing requested_attributes",
        "NO_REQUESTED_ATTRIBUTES",
    ),
    (
        asking(requestedAttributes={"FOO": {}}),
        "Unknown requested attribute: FOO",
        "INVALID_REQUEST",
    ),
    (
        asking(languages=["de"]),
        "Attribute TOXICITY does not support request languages: de",
        "LANGUAGE_NOT_SUPPORTED_BY_ATTRIBUTE",
    ),
    (
        asking(languages=["en", "th"]),
        "Attribute TOXICITY does not support request languages: en, th",
        "LANGUAGE_NOT_SUPPORTED_BY_ATTRIBUTE",
    ),
    (
        asking(comment={"text": "<b>", "type": "HTML"}),
        "Currently, only 'PLAIN_TEXT' comments are supported",
        "INVALID_REQUEST",
    ),
    (
        asking(comment={"text": "x", "type": "RTF"}),
        "Unknown text type",
        "INVALID_REQUEST",
    ),
    (
        asking(context=BOTH),
        (
            "Context can have either entries or article_and_parent_comment, but both"
            " fields were populated."
        ),
        "INVALID_REQUEST",
    ),
    (
        asking(requestedAttributes={"TOXICITY": {"scoreType": "PERCENTILE"}}),
        "Requested score type PERCENTILE is not supported by attribute TOXICITY",
        "INVALID_REQUEST",
    ),
]

MALFORMED: list[tuple[Any, str]] = [
    (asking(x=1), 'Invalid JSON payload received. Unknown name "x": Cannot find'),
    (asking(comment={"words": "x"}), "Unknown name \"words\" at 'comment'"),
    (asking(comment={"text": 5}), "Invalid value at 'comment.text' (TYPE_STRING), 5"),
    (asking(comment="you idiot"), "Invalid value at 'comment'"),
    (asking(languages={"en": 1}), "Invalid value at 'languages[0]' (TYPE_STRING)"),
    (asking(languages=[1]), "Invalid value at 'languages[0]' (TYPE_STRING), 1"),
    (asking(spanAnnotations="perhaps"), "'span_annotations' (TYPE_BOOL)"),
    (asking(requestedAttributes=["TOXICITY"]), "'requested_attributes' (map)"),
    (
        asking(requestedAttributes={"TOXICITY": {"scoreThreshold": "high"}}),
        "'requested_attributes[0].value.score_threshold' (TYPE_FLOAT)",
    ),
    ([1, 2], "Root element must be a message."),
    ("null", "Root element must be a message."),
    ("{", "Invalid JSON payload received."),
    ('{"comment": NaN}', "Invalid"),
    (b"\xff\xfe", "Invalid JSON payload received."),
    (DEEP, "Invalid JSON payload received."),
    ("[" * 40_000, "Invalid JSON payload received."),
]


@pytest.mark.parametrize(("body", "message", "error_type"), REFUSED)
def test_what_google_refused_is_refused_in_googles_words(
    called: Newsroom, body: Any, message: str, error_type: str
) -> None:
    caller = asker(called)
    before = called.rows()

    error = error_of(caller.analyze(body))

    assert error["message"] == message
    assert error["status"] == "INVALID_ARGUMENT"
    assert error["details"][0]["@type"] == ERROR
    assert error["details"][0]["errorType"] == error_type
    assert called.rows() == before


@pytest.mark.parametrize(("body", "message"), MALFORMED)
def test_an_invalid_request_is_told_where_it_is_wrong(
    called: Newsroom, body: Any, message: str
) -> None:
    caller = asker(called)
    before = called.rows()

    error = error_of(caller.analyze(body))

    assert message in error["message"]
    assert error["status"] == "INVALID_ARGUMENT"
    assert called.rows() == before


def test_the_refusal_of_a_language_names_one_attribute_that_was_asked_for(
    called: Newsroom,
) -> None:
    body = asking(languages=["om"], requestedAttributes={"SEXUALLY_EXPLICIT": {}})

    error = error_of(asker(called).analyze(body))

    assert error["details"][0]["languageNotSupportedByAttributeError"] == {
        "detectedLanguages": ["om"],
        "attribute": "SEXUALLY_EXPLICIT",
    }


def test_a_call_without_a_key_is_forbidden(called: Newsroom) -> None:
    answer = called.app.test_client().post("/v1alpha1/comments:analyze", json=asking())

    error = error_of(answer, 403)
    assert error["status"] == "PERMISSION_DENIED"
    assert error["message"].startswith("Method doesn't allow unregistered callers")


def test_a_key_that_nobody_made_is_not_valid(called: Newsroom) -> None:
    caller = asker(called)
    caller.key = "AIza-nobody"

    error = error_of(caller.analyze(asking()))

    assert error["message"] == "API key not valid. Please pass a valid API key."
    assert error["details"] == [
        {
            "@type": "type.googleapis.com/google.rpc.ErrorInfo",
            "reason": "API_KEY_INVALID",
            "domain": "googleapis.com",
            "metadata": {"service": "commentanalyzer.googleapis.com"},
        }
    ]


def test_a_key_of_another_scope_is_blocked(called: Newsroom) -> None:
    bearer = called.key("articles").headers["Authorization"]
    caller = asker(called)
    caller.key = bearer.removeprefix("Bearer ")

    error = error_of(caller.analyze(asking()), 403)

    assert error["details"][0]["reason"] == "API_KEY_SERVICE_BLOCKED"


def test_a_body_of_more_than_two_megabytes_is_refused(called: Newsroom) -> None:
    error = error_of(asker(called).analyze(asking("x" * 2_100_000)))

    assert error["message"].startswith("Request payload size exceeds the limit")


def test_a_classifier_that_is_away_is_unavailable(called: Newsroom) -> None:
    called.app.extensions["ceasefire.scorer"].loaded().scorer.is_available = False

    error = error_of(asker(called).analyze(asking()), 503)

    assert error["status"] == "UNAVAILABLE"
