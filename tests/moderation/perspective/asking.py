"""An in-process caller of the API."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask.testing import FlaskClient

from tests.calling import Newsroom

ERROR = "type.googleapis.com/google.commentanalyzer.v1alpha1.Error"


@dataclass
class Asker:
    """A program that sends its key in the query string, as Google's clients do."""

    room: Newsroom
    client: FlaskClient
    key: str

    def post(self, path: str, body: Any, **arguments: Any) -> Any:
        """Send *body*: text unchanged, others as JSON; *query* goes to the URL."""
        how = {"data": body} if isinstance(body, str | bytes) else {"json": body}
        query = {"key": self.key} | arguments.pop("query", {})
        return self.client.post(path, query_string=query, **how, **arguments)

    def analyze(self, body: Any, **arguments: Any) -> Any:
        """Request scores."""
        return self.post("/v1alpha1/comments:analyze", body, **arguments)

    def suggest(self, body: Any, **arguments: Any) -> Any:
        """Send a correction."""
        return self.post("/v1alpha1/comments:suggestscore", body, **arguments)


def asker(room: Newsroom) -> Asker:
    """Return somebody with a key of the scope ``analyze``."""
    bearer = room.key("analyze").headers["Authorization"]
    client = room.app.test_client(use_cookies=False)
    return Asker(room, client, bearer.removeprefix("Bearer "))


def asking(text: str = "you idiot", **more: Any) -> dict[str, Any]:
    """Return a simple request for TOXICITY in English."""
    plain = {
        "comment": {"text": text},
        "requestedAttributes": {"TOXICITY": {}},
        "languages": ["en"],
    }
    return {key: each for key, each in (plain | more).items() if each is not None}


def error_of(answer: Any, status: int = 400) -> dict[str, Any]:
    """Return the error in a response, in Google's shape."""
    assert answer.status_code == status, answer.get_data(as_text=True)
    error: dict[str, Any] = answer.json["error"]
    assert error["code"] == status
    assert error["details"]
    return error
