"""Partial responses, and their format."""

from __future__ import annotations

from typing import Any

import pytest

from moderation.perspective.protocol.errors import PerspectiveError
from moderation.perspective.protocol.fields import kept, read
from tests.calling import Newsroom
from tests.moderation.perspective.asking import asker, asking

KNOWN = {"scores", "languages", "token"}
ANSWER: dict[str, Any] = {
    "scores": {
        "TOXICITY": {
            "summary": {"value": 0.9, "type": "PROBABILITY"},
            "spans": [{"begin": 0, "score": 0.9}, {"begin": 7, "score": 0.1}],
        },
        "THREAT": {"summary": {"value": 0.1, "type": "PROBABILITY"}, "spans": []},
    },
    "languages": ["en"],
    "token": "",
}


@pytest.mark.parametrize(
    ("fields", "part"),
    [
        pytest.param("", ANSWER, id="everything"),
        pytest.param("*", ANSWER, id="every name"),
        pytest.param("languages", {"languages": ["en"]}, id="one name"),
        pytest.param(
            "token, languages", {"languages": ["en"], "token": ""}, id="two, and empty"
        ),
        pytest.param(
            "scores/TOXICITY/summary/value",
            {"scores": {"TOXICITY": {"summary": {"value": 0.9}}}},
            id="a path",
        ),
        pytest.param(
            "scores/*/summary/value",
            {
                "scores": {
                    "TOXICITY": {"summary": {"value": 0.9}},
                    "THREAT": {"summary": {"value": 0.1}},
                }
            },
            id="of every one",
        ),
        pytest.param(
            "scores(TOXICITY(summary/type,spans/begin)),languages",
            {
                "scores": {
                    "TOXICITY": {
                        "summary": {"type": "PROBABILITY"},
                        "spans": [{"begin": 0}, {"begin": 7}],
                    }
                },
                "languages": ["en"],
            },
            id="parts of parts, of each element",
        ),
        pytest.param(
            "scores/THREAT,scores/THREAT/summary/value",
            {"scores": {"THREAT": ANSWER["scores"]["THREAT"]}},
            id="the whole and a part of it",
        ),
        pytest.param("scores/INSULT", {}, id="what was not scored"),
        pytest.param("languages/en", {"languages": [{}]}, id="below a value"),
    ],
)
def test_an_answer_is_cut_to_what_was_asked_for(fields: str, part: Any) -> None:
    assert kept(ANSWER, read(fields, KNOWN)) == part


@pytest.mark.parametrize(
    "fields",
    ["nothing", "scores/", "scores(", "scores(a", "scores)", ",", "a b", "(", "/",
     "scores,", "scores" + "/a" * 40, "scores(" * 40, "languages," * 400],
)  # fmt: skip
def test_an_invalid_list_of_paths_is_refused(fields: str) -> None:
    with pytest.raises(PerspectiveError, match="invalid argument"):
        read(fields, KNOWN)


def test_a_caller_gets_the_part_that_it_asked_for(called: Newsroom) -> None:
    query = {"fields": "attributeScores/TOXICITY/summaryScore/value"}

    answer = asker(called).analyze(asking("An idiot's word."), query=query)

    [(name, score)] = answer.get_json()["attributeScores"].items()
    assert name == "TOXICITY"
    assert score["summaryScore"].keys() == {"value"}
    assert answer.get_json().keys() == {"attributeScores"}


@pytest.mark.parametrize(
    ("query", "description"),
    [
        (
            {"fields": "scores"},
            (
                "Error expanding 'fields' parameter. Cannot find matching fields for"
                " path 'scores'."
            ),
        ),
        ({"alt": "proto"}, "Invalid value at 'alt': only json is answered."),
    ],
)
def test_another_part_or_form_is_refused_in_googles_shape(
    called: Newsroom, query: dict[str, str], description: str
) -> None:
    answer = asker(called).analyze(asking("A word."), query=query)

    [detail] = answer.get_json()["error"]["details"]
    assert answer.status_code == 400
    assert detail["fieldViolations"][0]["description"] == description
