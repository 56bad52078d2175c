"""Which requests are accepted, and how they are answered."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from moderation.platform.settings.environment import from_environment
from tests.calling import Newsroom
from tests.moderation.perspective.asking import asker, asking, error_of

CURL_SAMPLE = (
    '{comment: {text: "what kind of idiot name is foo?"}, languages: ["en"],'
    " requestedAttributes: {TOXICITY:{}} }"
)
BACKED = [
    *("TOXICITY", "SEVERE_TOXICITY", "IDENTITY_ATTACK", "INSULT"),
    *("PROFANITY", "OBSCENE", "THREAT", "SEXUALLY_EXPLICIT"),
]
OSMOD = [
    *BACKED,
    *("FLIRTATION", "ATTACK_ON_AUTHOR", "ATTACK_ON_COMMENTER", "INCOHERENT"),
    *("INFLAMMATORY", "LIKELY_TO_REJECT", "SPAM", "UNSUBSTANTIAL"),
]
STRANGE = [
    "👍",
    "\ud800",
    "a\0b",
    "?",
    "\u202e",
    "x" * 20_480,
    "é" * 10_240,
    "a. " * 6_000,
    "\n" * 20_000 + "a",
]
GERMAN = "Das ist eine Schande, aber leider überhaupt kein Wunder mehr."
RUSSIAN = "Ты полный идиот, и всем здесь давно это известно."
LACKING = [
    (asking(requestedAttributes={"SPAM": {}}), "en"),
    (asking(GERMAN, languages=None), "de"),
    (asking(RUSSIAN, languages=None), "ru"),
]


def with_settings(called: Newsroom, **changes: str) -> None:
    """Change settings, as the environment would."""
    environ = {name.upper(): value for name, value in changes.items()}
    read = from_environment(environ)
    given = {name: getattr(read, name) for name in changes}
    settings = called.app.extensions["ceasefire.config"]
    called.app.extensions["ceasefire.config"] = replace(settings, **given)


def summary(answer: Any, name: str = "TOXICITY") -> float:
    assert answer.status_code == 200, answer.get_data(as_text=True)
    value: float = answer.json["attributeScores"][name]["summaryScore"]["value"]
    return value


@pytest.mark.parametrize("path", ["/v1alpha1/comments:analyze", "/comments:analyze"])
@pytest.mark.parametrize(
    "content_type",
    [
        *("application/json", "text/plain", "application/x-www-form-urlencoded"),
        *("multipart/form-data; boundary=x", ""),
    ],
)
def test_a_body_is_read_whatever_it_calls_itself(
    called: Newsroom, path: str, content_type: str
) -> None:
    answer = asker(called).post(path, CURL_SAMPLE, content_type=content_type)

    assert summary(answer) == 0.7


def test_names_may_be_in_snake_case(called: Newsroom) -> None:
    body = {
        "comment": {"text": "you idiot"},
        "requested_attributes": {"INSULT": {"score_type": "PROBABILITY"}},
        "span_annotations": True,
        "client_token": "t",
        "do_not_store": True,
        "session_id": "s",
        "community_id": None,
    }

    answer = asker(called).analyze(body)

    assert summary(answer, "INSULT") == 0.76
    assert answer.json["clientToken"] == "t"


@pytest.mark.parametrize("suffix", ["", "_EXPERIMENTAL", "@6"])
@pytest.mark.parametrize("name", BACKED)
def test_every_attribute_that_a_label_backs_is_answered_by_the_name_it_was_asked_by(
    called: Newsroom, name: str, suffix: str
) -> None:
    body = asking(requestedAttributes={name + suffix: {}})

    answer = asker(called).analyze(body)

    assert list(answer.json["attributeScores"]) == [name + suffix]


@pytest.mark.parametrize("how", ["the setting", "the request"])
def test_attributes_that_the_model_does_not_have_are_left_out_where_that_is_wanted(
    called: Newsroom, how: str
) -> None:
    body = asking(requestedAttributes={name: {} for name in OSMOD})
    if how == "the setting":
        with_settings(called, perspective_missing_attributes="leave-out")
    else:
        body["dropUnsupportedAttributes"] = True

    answer = asker(called).analyze(body)

    assert sorted(answer.json["attributeScores"]) == sorted(BACKED)
    assert "SPAM" in answer.headers["Perspective-Warning"]


def test_where_nothing_can_be_scored_the_scores_are_an_empty_object(
    called: Newsroom,
) -> None:
    body = asking(requestedAttributes={"SPAM": {}}, dropUnsupportedAttributes=True)

    answer = asker(called).analyze(body)

    assert answer.json == {
        "attributeScores": {},
        "languages": ["en"],
        "detectedLanguages": ["en"],
    }


def test_a_client_that_drops_what_is_refused_ends_with_what_can_be_scored(
    called: Newsroom,
) -> None:
    caller = asker(called)
    wanted: dict[str, Any] = {name: {} for name in OSMOD}

    answer = caller.analyze(asking(requestedAttributes=wanted))
    while answer.status_code == 400:
        [detail] = error_of(answer)["details"]
        assert detail["errorType"] == "LANGUAGE_NOT_SUPPORTED_BY_ATTRIBUTE"
        del wanted[detail["languageNotSupportedByAttributeError"]["attribute"]]
        answer = caller.analyze(asking(requestedAttributes=wanted))

    assert sorted(answer.json["attributeScores"]) == sorted(BACKED)


def test_sixty_four_attributes_are_answered(called: Newsroom) -> None:
    names = [f"TOXICITY@{number}" for number in range(64)]

    answer = asker(called).analyze(
        asking(requestedAttributes={name: {} for name in names})
    )

    assert set(answer.json["attributeScores"]) == set(names)


@pytest.mark.parametrize(("threshold", "is_told"), [(0.7, True), (0.71, False)])
def test_a_score_below_its_threshold_is_left_out(
    called: Newsroom, threshold: float, is_told: bool
) -> None:
    wanted = {"TOXICITY": {"scoreThreshold": threshold}}

    answer = asker(called).analyze(asking(requestedAttributes=wanted))

    assert ("TOXICITY" in answer.json["attributeScores"]) is is_told


@pytest.mark.parametrize("languages", [["en"], ["en-GB"], ["EN_us"]])
def test_the_languages_of_the_request_come_back(
    called: Newsroom, languages: list[str]
) -> None:
    answer = asker(called).analyze(asking(languages=languages))

    assert answer.json["languages"] == languages


@pytest.mark.parametrize("text", ["yo hamburger", "👍", "lol", "?", "ok merci"])
def test_a_few_words_are_taken_for_a_language_that_the_model_reads(
    called: Newsroom, text: str
) -> None:
    answer = asker(called).analyze(asking(text, languages=None))

    assert answer.json["languages"] == answer.json["detectedLanguages"] == ["en"]
    assert "Perspective-Warning" not in answer.headers


def test_a_language_that_the_model_does_not_read_is_scored_where_that_is_wanted(
    called: Newsroom,
) -> None:
    with_settings(called, perspective_other_languages="score")

    answer = asker(called).analyze(asking(GERMAN, languages=None))

    assert answer.json["languages"] == ["en"]
    assert answer.json["detectedLanguages"] == ["de", "en"]
    assert "de" in answer.headers["Perspective-Warning"]


def test_one_language_may_stand_without_its_list(called: Newsroom) -> None:
    answer = asker(called).analyze(asking(languages="en"))

    assert answer.json["languages"] == ["en"]


@pytest.mark.parametrize("wants_sentences", [False, True])
@pytest.mark.parametrize("text", STRANGE, ids=range(len(STRANGE)))
def test_any_text_is_scored_and_nothing_of_it_is_stored(
    called: Newsroom, text: str, wants_sentences: bool
) -> None:
    caller = asker(called)
    before = called.rows()

    answer = caller.analyze(
        asking(text, languages=None, spanAnnotations=wants_sentences, clientToken=text)
    )

    assert answer.status_code == 200
    assert answer.json["clientToken"] == text
    assert called.rows() == before


@pytest.mark.parametrize(
    "context",
    [
        {"entries": [{"text": "x"}, {"text": "y", "type": "PLAIN_TEXT"}]},
        {"articleAndParentComment": {"article": {"text": "vermin"}}},
        {},
    ],
)
def test_the_context_does_not_change_the_score(
    called: Newsroom, context: dict[str, Any]
) -> None:
    answer = asker(called).analyze(asking(context=context))

    assert summary(answer) == 0.7


def test_an_answer_names_model_version_and_calibration(called: Newsroom) -> None:
    answer = asker(called).analyze(asking())

    named = answer.headers["Perspective-Model"]
    assert named == "fixed; version=fixed-1; calibration=raw"


def test_an_answer_sets_no_cookie(called: Newsroom) -> None:
    answer = asker(called).analyze(asking())

    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("pretty", ["true", "false"])
def test_an_answer_is_indented_unless_told_not_to(
    called: Newsroom, pretty: str
) -> None:
    query = {"alt": "json", "prettyPrint": pretty}

    answer = asker(called).analyze(asking(), query=query)

    assert (b"\n  " in answer.data) is (pretty == "true")
    assert answer.headers["Content-Type"] == "application/json; charset=UTF-8"


def test_the_attribute_that_is_not_known_is_named(called: Newsroom) -> None:
    wanted: dict[str, Any] = {"TOXICITY": {}, "CHARM": {}}

    error = error_of(asker(called).analyze(asking(requestedAttributes=wanted)))

    assert error["message"] == "Unknown requested attribute: CHARM"


@pytest.mark.parametrize(("body", "language"), LACKING, ids=["attribute", "de", "ru"])
def test_what_the_model_lacks_is_refused_with_googles_error(
    called: Newsroom, body: dict[str, Any], language: str
) -> None:
    error = error_of(asker(called).analyze(body))

    [name] = body["requestedAttributes"]
    assert error["message"] == (
        f"Attribute {name} does not support request languages: {language}"
    )
    assert error["details"][0]["errorType"] == "LANGUAGE_NOT_SUPPORTED_BY_ATTRIBUTE"
