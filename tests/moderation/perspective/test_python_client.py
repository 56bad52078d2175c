"""Google's own Python client, unmodified, against a served API."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from typing import Any

import pytest

from tests.moderation.perspective.conftest import Perspective

with warnings.catch_warnings():
    # The client's dependencies warn of each other.
    warnings.simplefilter("ignore")
    from googleapiclient import discovery, errors


@pytest.fixture
def client(perspective: Perspective) -> Iterator[Any]:
    """Google's client, made from the discovery document that is served."""
    made = discovery.build(
        "commentanalyzer",
        "v1alpha1",
        developerKey=perspective.key,
        static_discovery=False,
        discoveryServiceUrl=f"{perspective.url}/$discovery/rest?version=v1alpha1",
    )
    yield made
    made.close()


def asking(text: str, **more: Any) -> dict[str, Any]:
    return {
        "comment": {"text": text},
        "requestedAttributes": {"TOXICITY": {}},
        "languages": ["en"],
    } | more


def test_a_comment_is_analysed(client: Any) -> None:
    answer = client.comments().analyze(body=asking("you idiot")).execute()

    score = {"value": 0.7, "type": "PROBABILITY"}
    assert answer == {
        "attributeScores": {
            "TOXICITY": {
                "spanScores": [{"begin": 0, "end": 9, "score": score}],
                "summaryScore": score,
            }
        },
        "languages": ["en"],
        "detectedLanguages": ["en"],
    }


def test_a_refusal_is_an_error_of_the_client_with_googles_words(client: Any) -> None:
    with pytest.raises(errors.HttpError) as refused:
        client.comments().analyze(body=asking("")).execute()

    assert refused.value.resp.status == 400
    assert refused.value.reason == "Comment must be non-empty."
    assert refused.value.error_details[0]["errorType"] == "COMMENT_EMPTY"


def test_a_correction_is_taken(client: Any) -> None:
    body = {
        "comment": {"text": "x"},
        "clientToken": "t",
        "attributeScores": {"TOXICITY": {"summaryScore": {"value": 0}}},
    }

    answer = client.comments().suggestscore(body=body).execute()

    assert answer == {"clientToken": "t", "detectedLanguages": ["en"]}


def test_a_batch_is_answered_call_by_call(client: Any) -> None:
    found: dict[str, Any] = {}
    batch = client.new_batch_http_request(
        callback=lambda name, answer, error: found.update({name: error or answer})
    )
    for name, text in (("mild", "hello"), ("harsh", "you idiot"), ("empty", "")):
        batch.add(client.comments().analyze(body=asking(text)), request_id=name)

    batch.execute()

    assert found["mild"]["attributeScores"]["TOXICITY"]["summaryScore"]["value"] == 0.02
    harsh = found["harsh"]["attributeScores"]["TOXICITY"]["summaryScore"]["value"]
    assert harsh == 0.7
    assert found["empty"].reason == "Comment must be non-empty."
