"""Forms that are refused, and what must be left of them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from flask import Flask, request
from werkzeug.test import TestResponse

from moderation.web.refused_forms.form_fields import SECRETS
from tests import declared
from tests.auth.visitor import PASSWORD
from tests.calling import Caller, Newsroom
from tests.forms import Form, form_to, forms_in

FORMS = {
    endpoint: form
    for endpoint, form in declared.forms().items()
    # Programs send these without a form token, and nobody types anything.
    if endpoint not in declared.by_key()
}

SECRET = "a secret that is never shown"
OURS = {"view": "newest", "idempotency_key": "once-7"}


@dataclass
class Desk:
    """The application, an admin's browser, and the fields that the forms sent."""

    newsroom: Newsroom
    admin: Caller
    arrived: list[dict[str, list[str]]] = field(default_factory=list)

    @property
    def app(self) -> Flask:
        return self.newsroom.app

    def send(self, path: str, data: Any) -> TestResponse:
        headers = {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}
        return self.admin.client.post(path, data=data, headers=headers)

    def log_in(self, form: Form) -> TestResponse:
        """Send a form that asks for the address and the password."""
        filled = form.filled(email="chief@reader.example", password=PASSWORD)
        return self.send(form.action, filled)

    def fill(self, endpoint: str, **changes: str) -> dict[str, Any]:
        """Return what a person sends by a form: typed texts, our fields, secrets."""
        is_framed = path_of(self.app, endpoint).startswith("/embed/")
        page = self.admin.client.get("/embed/articles/truce" if is_framed else "/").text
        typed = {_numbered(name, endpoint): f"Typed:\n{name}" for name in _of(endpoint)}
        secret = dict.fromkeys(SECRETS, SECRET)
        token = {"csrf_token": forms_in(page)[0].value("csrf_token")}
        return typed | OURS | secret | token | changes


def _of(endpoint: str) -> list[str]:
    return list(FORMS[endpoint].typed)


def _numbered(name: str, endpoint: str) -> str:
    is_numbered = endpoint in ("appeals.appeal_sanction", "authors.answer_appeal")
    return f"{name}-1" if is_numbered else name


def path_of(app: Flask, endpoint: str) -> str:
    """Return the address that a form of an endpoint is sent to."""
    [rule] = [
        each
        for each in app.url_map.iter_rules(endpoint)
        if "POST" in (each.methods or ()) and not each.alias
    ]
    return re.sub(r"<(\w+:)?\w+>", "1", rule.rule)


def refuse(error: Exception) -> Callable[[], Any]:
    """Return what a view does that refuses."""

    def act() -> Any:
        raise error

    return act


def arrive(desk: Desk) -> Callable[[], Any]:
    """Return what a view does that keeps what it was sent."""

    def act() -> Any:
        desk.arrived.append({name: request.form.getlist(name) for name in request.form})
        return "Done."

    return act


def expect_kept(page: str, path: str, sent: dict[str, str]) -> Form:
    """Find the form again: texts visible and labelled, secrets asked, ours hidden."""
    assert SECRET not in page
    kept = form_to(page, path)
    for name, value in kept.typed.items():
        assert kept.labels[name], f"{name} has no label"
        if name in SECRETS:
            assert value == ""
    for name, value in sent.items():
        if value.startswith("Typed"):
            assert kept.typed[name] == value
        elif name in OURS:
            assert name not in kept.typed
            assert kept.value(name) == value
    return kept


def expect_arrived(desk: Desk, sent: dict[str, str]) -> None:
    """See that what was typed has arrived once, as it was typed."""
    [arrived] = desk.arrived
    for name, value in sent.items():
        if name not in SECRETS and name != "csrf_token":
            assert [each.replace("\r\n", "\n") for each in arrived[name]] == [value]
