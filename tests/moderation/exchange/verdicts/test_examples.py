"""The programs in ``docs/examples/`` work against a newsroom over HTTP."""

from __future__ import annotations

import base64
import json
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256

from moderation.discussion.rules import Status
from tests.calling import Caller, Newsroom
from tests.moderation.exchange.verdicts.machines import (
    answering,
    bound,
    comment_of,
    items,
    served,
)

EXAMPLES = Path(__file__).parents[4] / "docs" / "examples"
LONGEST = 100


def token_of(caller: Caller) -> str:
    return caller.headers["Authorization"].removeprefix("Bearer ")


@pytest.fixture
def example(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.syspath_prepend(str(EXAMPLES))

    def load(name: str) -> ModuleType:
        return import_module(name)

    return load


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.py")), ids=lambda it: it.name)
def test_an_example_is_read_in_one_sitting(path: Path) -> None:
    assert path.read_text().count("\n") < LONGEST


def test_a_language_model_gives_a_second_opinion_in_shadow(
    called: Newsroom, example: Any, tmp_path: Path
) -> None:
    _, author = called.person("Nour")
    kind = called.comment(author, "What a fine day", waits=True)
    called.comment(author, "You fool", waits=True)
    program = called.key("queue", "verdicts")
    policy = tmp_path / "policy.txt"
    policy.write_text("No insults.")
    asked: list[Any] = []

    def model(_path: str, _headers: Any, body: Any) -> Any:
        asked.append(body)
        text = json.loads(body["messages"][1]["content"])["comment"]
        action = "hold" if "fool" in text else "publish"
        said = json.dumps({"action": action, "reason": "The policy says so."})
        return {"choices": [{"message": {"content": said}}]}

    with served(called.app) as url, answering(model) as model_url:
        newsroom = example("ceasefire_client").Ceasefire(url, token_of(program))
        environ = {"MODEL": "m1", "MODEL_URL": model_url, "POLICY": str(policy)}
        outcomes = example("second_opinion").give_opinions(newsroom, environ)

    assert outcomes == {"shadow": 2}
    assert "No insults." in asked[0]["messages"][0]["content"]
    assert comment_of(called, kind).status is Status.PUBLISHED
    [figures] = program.get("/verdict-sources").json["sources"]
    assert (figures["source"], figures["verdicts"]) == ("m1", 2)


@pytest.mark.parametrize("said", ["not json", '{"action": "reject"}', "[]"])
def test_a_model_that_answers_nonsense_changes_nothing(
    called: Newsroom, example: Any, tmp_path: Path, said: str
) -> None:
    _, author = called.person("Nour")
    called.comment(author, "What a fine day", waits=True)
    program = called.key("queue", "verdicts")
    policy = tmp_path / "policy.txt"
    policy.write_text("No insults.")
    answer = {"choices": [{"message": {"content": said}}]}

    with served(called.app) as url, answering(lambda *_: answer) as model_url:
        newsroom = example("ceasefire_client").Ceasefire(url, token_of(program))
        environ = {"MODEL": "m1", "MODEL_URL": model_url, "POLICY": str(policy)}
        outcomes = example("second_opinion").give_opinions(newsroom, environ)

    assert sum(outcomes.values()) == 1
    assert next(iter(outcomes)).startswith("no answer")
    assert program.get("/verdict-sources").json["sources"] == []


class Coop:
    """What Coop sends: reports in, and signed callbacks out."""

    def __init__(self) -> None:
        self.key = rsa.generate_private_key(65537, 2048)
        self.reports: list[Any] = []

    def take(self, path: str, headers: dict[str, str], body: Any) -> Any:
        assert (path, headers["X-Api-Key"]) == ("/api/v1/report", "coop key")
        self.reports.append(body)
        return {"reportId": str(len(self.reports))}

    def callback(self, client: Any, body: Any, spoil: bytes = b"") -> int:
        raw = json.dumps(body).encode()
        sealed = self.key.sign(raw, padding.PKCS1v15(), SHA256())
        headers = {"Coop-Signature": base64.b64encode(sealed).decode()}
        answer = client.post("/coop", data=raw + spoil, headers=headers)
        return int(answer.status_code)


def test_coop_gets_what_waits_and_its_reviewers_decide(
    called: Newsroom, example: Any
) -> None:
    _, author = called.person("Nour")
    first, second = (
        called.comment(author, text, waits=True) for text in ("You fool", "Buy this")
    )
    machine, mona = called.key("queue", "verdicts"), bound(called, "Mona")
    coop, module = Coop(), example("coop_adapter")
    client_of = example("ceasefire_client").Ceasefire

    with served(called.app) as url, answering(coop.take) as coop_url:
        bridge = module.Bridge(
            newsroom=client_of(url, token_of(machine)),
            coop_url=coop_url,
            coop_key="coop key",
            coop_public_key=coop.key.public_key(),
            item_type="comment",
            user_type="reader",
            actions={"remove": "reject", "keep": "approve"},
            reasons={"insults": "insult"},
            moderators={"mona@courier.example": client_of(url, token_of(mona))},
        )
        bridge.report_waiting()
        client = module.create_app(bridge).test_client()
        by_id = {each["reportedItem"]["data"]["text"]: each for each in coop.reports}
        person = {
            "item": {"id": by_id["You fool"]["reportedItem"]["id"]},
            "action": {"id": "remove"},
            "policies": [{"id": "insults"}],
            "actorEmail": "mona@courier.example",
        }
        rule = {
            "item": {"id": by_id["Buy this"]["reportedItem"]["id"]},
            "action": {"id": "remove"},
            "policies": [{"id": "spam"}],
        }
        assert coop.callback(client, person, spoil=b" ") == 401
        assert comment_of(called, first).status is Status.PUBLISHED
        assert [coop.callback(client, person) for _ in range(2)] == [204, 204]
        assert coop.callback(client, rule) == 204
        stale = rule | {"item": {"id": f"1.{second}.9999"}}
        assert coop.callback(client, stale) == 200

    assert comment_of(called, first).status is Status.REJECTED
    assert comment_of(called, second).status is Status.HELD
    assert len(items(called, comment_of(called, second))) == 1
