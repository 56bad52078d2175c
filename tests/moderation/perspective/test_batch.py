"""A batch that is not as Google's client sends it."""

from __future__ import annotations

import json

import pytest

from tests.calling import Newsroom
from tests.moderation.perspective.asking import asker, asking, error_of

MIXED = "multipart/mixed; boundary=x"


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


def test_a_call_without_any_key_is_refused_within_its_batch(called: Newsroom) -> None:
    body = part("/v1alpha1/comments:analyze", json.dumps(asking())) + "--x--"

    answer = called.app.test_client().post("/batch", data=body, content_type=MIXED)

    assert answer.status_code == 200
    assert "HTTP/1.1 403 Forbidden" in answer.text


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        ("", "application/json"),
        ("", MIXED),
        ("not a batch", MIXED),
        ("--x\r\n\r\nnot a request\r\n--x--", MIXED),
        (part("/v1alpha1/comments:analyze") * 1_001 + "--x--", MIXED),
    ],
)
def test_what_is_no_batch_is_refused(
    called: Newsroom, body: str, content_type: str
) -> None:
    answer = asker(called).post("/batch", body, content_type=content_type)

    assert error_of(answer)["status"] == "INVALID_ARGUMENT"
