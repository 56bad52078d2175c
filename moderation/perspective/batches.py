"""Runs each call of a batch as a request to the application itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from flask import Flask
from werkzeug.test import EnvironBuilder, run_wsgi_app

from moderation.perspective import responses
from moderation.perspective.protocol import batching
from moderation.perspective.protocol.addresses import ANALYZE, DISCOVERY, SUGGEST
from moderation.perspective.protocol.batching import Call, Reply
from moderation.perspective.protocol.errors import PerspectiveError, unknown_method
from moderation.perspective.services.gate import Allowance

ALLOWANCE = "ceasefire.perspective.allowance"
"""The key in a call's WSGI environment under which it finds its batch's allowance."""

KEPT_IN_BATCH = ("content-type", "authorization", "x-goog-api-key")
"""The header fields of a call within a batch that are passed on."""


@dataclass(frozen=True)
class BatchCall:
    """What the calls of one batch share.

    :param root: the address of the API that the caller used.
    :param key: the key for calls that have none of their own.
    """

    app: Flask
    root: str
    key: str
    allowance: Allowance = field(default_factory=Allowance)

    def answer(self, call: Call) -> Reply:
        """Return the reply to one call, as if it had been sent alone."""
        if not _is_ours(call.target):
            return _refusal(call, unknown_method())
        try:
            self.allowance.check()
        except PerspectiveError as error:
            return _refusal(call, error)
        builder = EnvironBuilder(
            path=call.target,
            base_url=self.root,
            method=call.method,
            data=call.body,
            headers=self._headers(call).items(),
            environ_overrides={ALLOWANCE: self.allowance},
        )
        environ = builder.get_environ()
        content, status, answered = run_wsgi_app(self.app.wsgi_app, environ)
        body = b"".join(content)
        self.allowance.answer(len(body))
        told = [
            (name, value)
            for name, value in answered
            if name.lower() in responses.TOLD_IN_BATCH
        ]
        return Reply(call.content_id, int(status[:3]), told, body)

    def _headers(self, call: Call) -> dict[str, str]:
        given = {name.lower(): value for name, value in call.headers}
        kept = {name: given[name] for name in KEPT_IN_BATCH if name in given}
        kept.setdefault("content-type", "application/json")
        if not batching.names_a_key(call):
            kept["authorization"] = f"Bearer {self.key}"
        return kept


def _is_ours(target: str) -> bool:
    try:
        return urlsplit(target).path in ANALYZE + SUGGEST + DISCOVERY
    except ValueError:
        return False


def _refusal(call: Call, error: PerspectiveError) -> Reply:
    response = responses.refusal(error)
    told = [("Content-Type", response.content_type)]
    return Reply(call.content_id, response.status_code, told, response.get_data())
