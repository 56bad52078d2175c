"""A batch: which key counts, how much it may cost, and what is refused."""

from __future__ import annotations

import json
from typing import Any

import pytest

from moderation.perspective.batches import BatchCall
from moderation.perspective.protocol import batching
from moderation.perspective.protocol.batching import MOST_CALLS, Call
from moderation.perspective.services.gate import Allowance
from moderation.perspective.services.quota import Quota
from tests.attacks import Attack, discovery_batch, nested_batch
from tests.calling import Newsroom
from tests.moderation.perspective.asking import asker, asking, error_of

MIXED = "multipart/mixed; boundary=x"
SPANS = {"spanAnnotations": True}


def part(target: str, body: str = "", method: str = "POST") -> str:
    return (
        "--x\r\nContent-Type: application/http\r\nContent-ID: <one>\r\n\r\n"
        f"{method} {target} HTTP/1.1\r\nContent-Type: application/json"
        f"\r\n\r\n{body}\r\n"
    )


def test_the_key_of_the_batch_counts_for_calls_without_one(called: Newsroom) -> None:
    caller = asker(called)
    body = part("/v1alpha1/comments:analyze", json.dumps(asking())) + "--x--"

    answer = caller.post("/batch", body, content_type=MIXED)

    assert "HTTP/1.1 200 OK" in answer.text
    assert "Content-ID: <response-one>" in answer.text
    assert "0.7" in answer.text


@pytest.mark.parametrize(
    "target", ["/", "/batch", "/queue", "//evil.example/x", "/login", "http://[/"]
)
def test_a_batch_reaches_nothing_but_the_api(called: Newsroom, target: str) -> None:
    answer = asker(called).post("/batch", part(target) + "--x--", content_type=MIXED)

    assert "HTTP/1.1 404 Not Found" in answer.text


def sent(called: Newsroom, attack: Attack, key: str = "") -> Any:
    query = {"key": key} if key else {}
    return called.app.test_client().post(
        attack.path,
        data=attack.body,
        content_type=attack.content_type,
        query_string=query,
    )


@pytest.mark.parametrize("attack", [nested_batch(), discovery_batch()])
def test_a_batch_without_a_key_is_refused_before_it_is_read(
    called: Newsroom, attack: Attack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(batching, "split")

    error = error_of(sent(called, attack), 403)

    assert error["message"].startswith("Method doesn't allow unregistered callers")


def test_a_batch_with_a_key_that_is_not_valid_is_refused_as_a_whole(
    called: Newsroom, capsys: pytest.CaptureFixture[str]
) -> None:
    error = error_of(sent(called, discovery_batch(key="cfk_nobody")))

    assert error["details"][0]["reason"] == "API_KEY_INVALID"
    assert "security.key_refused" in capsys.readouterr().err


def test_a_batch_with_a_key_for_something_else_is_refused_as_a_whole(
    called: Newsroom,
) -> None:
    bearer = called.key("articles").headers["Authorization"]

    answer = sent(called, discovery_batch(key=bearer.removeprefix("Bearer ")))

    assert error_of(answer, 403)["details"][0]["reason"] == "API_KEY_SERVICE_BLOCKED"


def test_parts_within_parts_are_refused(called: Newsroom) -> None:
    error = error_of(sent(called, nested_batch(), asker(called).key))

    assert error["message"] == "Each part of a batch is application/http: one call."


def test_every_call_of_a_batch_counts_for_its_key(called: Newsroom) -> None:
    quota = Quota(called.database, a_minute=3)
    called.app.extensions["ceasefire.perspective"].quota = quota
    caller = asker(called)

    answer = sent(called, discovery_batch(calls=5, key=caller.key))

    assert answer.text.count("HTTP/1.1 200 OK") == 3
    assert answer.text.count("HTTP/1.1 429 Too Many Requests") == 2


def test_a_call_with_an_empty_key_counts_for_the_key_of_the_batch(
    called: Newsroom,
) -> None:
    quota = Quota(called.database, a_minute=1)
    called.app.extensions["ceasefire.perspective"].quota = quota
    call = part(
        "/$discovery/rest HTTP/1.1\r\nX-Goog-Api-Key: \r\nX-Rest:", method="GET"
    )
    attack = Attack("POST", "/batch", MIXED, f"{call * 2}--x--".encode())

    answer = sent(called, attack, asker(called).key)

    assert answer.text.count("HTTP/1.1 429 Too Many Requests") == 1


def test_a_batch_may_have_a_thousand_calls() -> None:
    call = part("/v1alpha1/comments:analyze", json.dumps(asking(), indent=2))

    calls = batching.split(MIXED, (call * MOST_CALLS + "--x--").encode())

    assert len(calls) == MOST_CALLS
    assert {json.loads(each.body)["languages"][0] for each in calls} == {"en"}


def test_the_answers_of_a_batch_end_at_a_limit_and_the_rest_is_to_be_sent_again(
    called: Newsroom,
) -> None:
    allowance = Allowance(answered=50_000)
    whole = BatchCall(called.app, "http://localhost/", asker(called).key, allowance)
    attack = discovery_batch(calls=20)
    calls = batching.split(attack.content_type, attack.body)

    replies = [whole.answer(call) for call in calls]

    assert 50_000 < sum(len(each.body) for each in replies) < 100_000
    assert {each.status for each in replies} == {200, 429}
    assert b"Please send the rest of it again." in replies[-1].body


def test_the_sentences_that_a_batch_has_scored_end_at_a_limit(called: Newsroom) -> None:
    allowance = Allowance(text_spans=5)
    whole = BatchCall(called.app, "http://localhost/", asker(called).key, allowance)
    body = json.dumps(asking("One. Two.") | SPANS).encode()
    call = Call("1", "POST", "/v1alpha1/comments:analyze", [], body)

    replies = [whole.answer(call) for _ in range(3)]

    assert [each.status for each in replies] == [200, 429, 429]


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        ("", "application/json"),
        ("", MIXED),
        ("not a batch", MIXED),
        ("--x\r\n\r\nnot a request\r\n--x--", MIXED),
        ("--x--", MIXED),
        ("\n" * 100_001, MIXED),
        (part("/v1alpha1/comments:analyze") * 1_001 + "--x--", MIXED),
        ("--x\n\nGET /a HTTP/1.1\nA: " + "a" * 9_000 + "\n\n--x--", MIXED),
        ("--x\nContent-Transfer-Encoding: base64\n\nR0VU\n--x--", MIXED),
    ],
)
def test_an_invalid_multipart_batch_is_refused(
    called: Newsroom, body: str, content_type: str
) -> None:
    answer = asker(called).post("/batch", body, content_type=content_type)

    assert error_of(answer)["status"] == "INVALID_ARGUMENT"
