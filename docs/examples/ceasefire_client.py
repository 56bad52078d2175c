"""A small client for the part of Ceasefire's API that other systems use.

It needs nothing but Python. Copy it beside your program, or generate a client of the
whole API from ``/api/v1/openapi.json``.
"""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]


class RefusedError(Exception):
    """Ceasefire refused a call.

    :param status: 409 means that the text has changed or a moderator was faster.
    """

    def __init__(self, status: int, message: str) -> None:
        super().__init__(f"{status}: {message}")
        self.status = status


@dataclass(frozen=True)
class Ceasefire:
    """A newsroom and a key for it.

    :param url: the origin, such as ``https://comments.example.org``.
    """

    url: str
    key: str
    seconds: float = 20.0

    def waiting(self) -> Iterator[Json]:
        """Return every comment that waits for a moderator. Needs the scope *queue*."""
        path: str | None = "/waiting-comments"
        while path:
            page = self.call("GET", path)
            yield from page["comments"]
            after = page["next_after"]
            path = f"/waiting-comments?after={after}" if after else None

    def bring(
        self, comment: Json, *, action: str, source: str, reason: str, shadow: bool
    ) -> str:
        """Bring a verdict, and return what became of it. Needs the scope *verdicts*."""
        body = {
            "comment_id": comment["comment_id"],
            "revision_id": comment["revision_id"],
            "action": action,
            "source": source,
            "reason": reason[:500],
            "shadow": shadow,
        }
        return str(self.call("POST", "/verdicts", body)["outcome"])

    def decide(self, item_id: int, body: Json, repeat: str) -> None:
        """Relay a moderator's decision. Needs a key that is bound to them."""
        self.call("POST", f"/queue/{item_id}/decision", body, repeat)

    def call(self, method: str, path: str, body: Any = None, repeat: str = "") -> Json:
        """Call the API.

        :param repeat: makes it safe to send the same call again for a day.
        :raises RefusedError: if it is refused.
        """
        headers = {
            "Authorization": f"Bearer {self.key}",
            "Content-Type": "application/json",
        }
        if repeat:
            headers["Idempotency-Key"] = repeat[:200]
        data = json.dumps(body).encode() if body is not None else None
        request = urllib.request.Request(
            f"{self.url}/api/v1{path}", data, headers, method=method
        )
        try:
            with urllib.request.urlopen(request, timeout=self.seconds) as answer:
                found: Json = json.load(answer)
        except urllib.error.HTTPError as error:
            raise RefusedError(error.code, error.read().decode()) from error
        return found
