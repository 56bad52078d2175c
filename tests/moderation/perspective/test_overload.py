"""More calls at once than can be answered in time, over real connections."""

from __future__ import annotations

import json
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from werkzeug.serving import make_server

from moderation.perspective.services.gate import MOST_CALLS
from moderation.scoring.base.protocol import Scores
from moderation.scoring.runtime.fixed_scorer import FixedScorer
from tests.calling import Newsroom
from tests.moderation.perspective.asking import asker, asking

PATIENCE = 30.0


class SlowScorer(FixedScorer):
    """A scorer that waits until the test releases it, like one under load."""

    def __init__(self) -> None:
        super().__init__()
        self.begun = threading.Semaphore(0)
        self.is_let_go = threading.Event()

    def score(self, texts: Sequence[str]) -> list[Scores]:
        """Return the scores of each text once it is let go."""
        self.begun.release()
        assert self.is_let_go.wait(PATIENCE)
        return super().score(texts)


@pytest.fixture
def slow(called: Newsroom) -> SlowScorer:
    """The classifier of the newsroom, which is slow."""
    made = SlowScorer()
    called.app.extensions["ceasefire.scorer"] = made
    return made


@pytest.fixture
def address(called: Newsroom, slow: SlowScorer) -> Iterator[str]:
    """Where the newsroom is served, with the query that holds a key."""
    key = asker(called).key
    server = make_server("127.0.0.1", 0, called.app, threaded=True)
    serving = threading.Thread(target=server.serve_forever)
    serving.start()
    yield f"http://127.0.0.1:{server.server_port}/v1alpha1/comments:analyze?key={key}"
    slow.is_let_go.set()
    server.shutdown()
    serving.join(PATIENCE)
    server.server_close()


def ask(address: str) -> tuple[int, Any]:
    """Return the status and the body of one call's answer."""
    sent = urllib.request.Request(address, json.dumps(asking()).encode())
    try:
        with urllib.request.urlopen(sent, timeout=PATIENCE) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code, json.load(refused)


def test_a_call_too_many_is_refused_while_the_others_wait_and_are_answered(
    slow: SlowScorer, address: str
) -> None:
    with ThreadPoolExecutor(MOST_CALLS) as pool:
        waiting = [pool.submit(ask, address) for _ in range(MOST_CALLS)]
        assert all(slow.begun.acquire(timeout=PATIENCE) for _ in waiting)
        status, refusal = ask(address)
        unanswered = [each for each in waiting if not each.done()]
        slow.is_let_go.set()
        answers = [each.result() for each in waiting]
    afterwards, _ = ask(address)

    assert status == refusal["error"]["code"] == 429
    assert refusal["error"]["status"] == "RESOURCE_EXHAUSTED"
    assert refusal["error"]["details"][0]["reason"] == "RATE_LIMIT_EXCEEDED"
    assert unanswered == waiting
    assert [status for status, _ in answers] == [200] * MOST_CALLS
    scores = [body["attributeScores"]["TOXICITY"] for _, body in answers]
    assert [each["summaryScore"]["value"] for each in scores] == [0.7] * MOST_CALLS
    assert afterwards == 200
