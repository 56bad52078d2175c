"""Nothing that a person typed is lost, whatever refuses it: all forms, all refusals."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from functools import wraps
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, request
from sqlalchemy import delete, update
from sqlalchemy.exc import OperationalError
from werkzeug.test import TestResponse

from auth.access.declarations import PUBLIC, wants_fresh
from auth.accounts import passwords
from auth.core.errors import (
    ConflictError,
    ForbiddenError,
    InvalidError,
    NotFoundError,
    TooManyError,
)
from auth.core.models import Account, LoginSession, Throttle
from auth.core.permissions import Permission, Role
from moderation import app as application
from moderation.event_table import open_database
from moderation.web.refused_forms.form_fields import SECRETS
from tests import declared
from tests.auth.conftest import CHEAP
from tests.auth.visitor import PASSWORD
from tests.calling import Caller, Newsroom, founded
from tests.forms import Form, form_to, forms_in

FORMS = {
    endpoint: form
    for endpoint, form in declared.forms().items()
    # Programs send these without a form token, and nobody types anything.
    if endpoint not in declared.by_key()
}
ACCESS = declared.access()
PRIVATE = [
    each for each in FORMS if ACCESS[each] != PUBLIC and not each.startswith("embed")
]
PRIVATE_IN_FRAME = [
    each for each in FORMS if ACCESS[each] != PUBLIC and each.startswith("embed")
]
FOR_ADMINS = [each for each in FORMS if ACCESS[each] == Permission.RUN_NEWSROOM]

SECRET = "a secret that is never shown"
OURS = {"view": "newest", "idempotency_key": "once-7"}
MESSAGE = "A sentence that says why."
AWAY = OperationalError("SELECT 1", {}, Exception("the server has gone"))

RAISED: dict[str, tuple[Exception, int]] = {
    "not allowed": (ForbiddenError(MESSAGE), 403),
    "gone": (NotFoundError(MESSAGE), 404),
    "changed meanwhile": (ConflictError(MESSAGE), 409),
    "not acceptable": (InvalidError(MESSAGE), 422),
    "too often": (TooManyError(MESSAGE, {"retry_after": 40}), 429),
    "a fault of ours": (RuntimeError("a fault"), 500),
    "database away": (AWAY, 503),
}


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


@pytest.fixture(scope="module")
def desk(
    tmp_path_factory: pytest.TempPathFactory, template_file: Path
) -> Iterator[Desk]:
    """One newsroom for all tests, because refused forms store nothing."""
    folder = tmp_path_factory.mktemp("refusals")
    (folder / "copy.sqlite").write_bytes(template_file.read_bytes())
    database = open_database(f"sqlite:///{folder / 'copy.sqlite'}")
    app = application.create_app(
        application.testing_config(folder), application.Parts(database)
    )
    newsroom = founded(app, database)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "hasher", CHEAP)
        patch.setattr(passwords, "_dummies", {})
        admin, actor = newsroom.person("Chief", Role.ADMIN)
        with database.unit_of_work(write=True) as work:
            account = work.session.get_one(Account, actor.account_id)
            account.password_hash = passwords.hash_password(PASSWORD)
        yield Desk(newsroom, admin)
    database.dispose()


@pytest.fixture(autouse=True)
def logged_in(desk: Desk) -> None:
    """Log the admin in again, and reset all counts."""
    desk.arrived.clear()
    with desk.newsroom.database.unit_of_work(write=True) as work:
        work.session.execute(delete(Throttle))
        work.session.execute(update(LoginSession).values(proved_at=work.now))
    if desk.admin.client.get_cookie("sid") is None:
        page = desk.admin.client.get("/login").text
        assert desk.log_in(forms_in(page)[-1]).status_code == 303


@pytest.fixture
def view(desk: Desk) -> Iterator[Callable[[str, Callable[[], Any]], None]]:
    """Replace a view's function, but keep its access."""
    replaced: dict[str, Any] = {}
    views = desk.app.view_functions

    def put(endpoint: str, act: Callable[[], Any]) -> None:
        replaced.setdefault(endpoint, views[endpoint])

        @wraps(replaced[endpoint])
        def acting(**_: Any) -> Any:
            return act()

        views[endpoint] = acting

    yield put
    views.update(replaced)


def _of(endpoint: str) -> list[str]:
    return list(FORMS[endpoint].typed)


def _numbered(name: str, endpoint: str) -> str:
    is_numbered = endpoint in ("appeals.appeal_sanction", "authors.answer_appeal")
    return f"{name}-1" if is_numbered else name


def path_of(app: Flask, endpoint: str) -> str:
    [rule] = [
        each
        for each in app.url_map.iter_rules(endpoint)
        if "POST" in (each.methods or ()) and not each.alias
    ]
    return re.sub(r"<(\w+:)?\w+>", "1", rule.rule)


def refuse(error: Exception) -> Callable[[], Any]:
    def act() -> Any:
        raise error

    return act


def arrive(desk: Desk) -> Callable[[], Any]:
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


@pytest.mark.parametrize("refusal", RAISED)
@pytest.mark.parametrize("endpoint", FORMS)
def test_a_refused_form_is_kept_and_can_be_sent_again(
    desk: Desk, view: Any, endpoint: str, refusal: str
) -> None:
    error, status = RAISED[refusal]
    path, sent = path_of(desk.app, endpoint), desk.fill(endpoint)
    view(endpoint, refuse(error))

    answer = desk.send(path, sent)

    assert answer.status_code == status
    kept = expect_kept(answer.text, path, sent)
    view(endpoint, arrive(desk))
    assert desk.send(path, kept.filled()).text == "Done."
    expect_arrived(desk, sent)


@pytest.mark.parametrize(("field", "is_led_on"), [("kind", True), ("note", False)])
def test_a_form_that_lacks_a_choice_leads_to_the_page_that_offers_it(
    desk: Desk, view: Any, field: str, is_led_on: bool
) -> None:
    endpoint = "decisions.decide"
    path, sent = path_of(desk.app, endpoint), desk.fill(endpoint)
    view(endpoint, refuse(InvalidError("Please choose one.", {"field": field})))

    answer = desk.send(path, sent)

    assert ("cannot be chosen here" in answer.text) is is_led_on


@pytest.mark.parametrize("endpoint", FORMS)
def test_a_form_with_a_stale_token_is_kept_and_can_be_sent_again(
    desk: Desk, view: Any, endpoint: str
) -> None:
    path, sent = path_of(desk.app, endpoint), desk.fill(endpoint, csrf_token="old")
    view(endpoint, arrive(desk))

    answer = desk.send(path, sent)

    assert answer.status_code == 400
    kept = expect_kept(answer.text, path, sent)
    assert desk.send(path, kept.filled()).text == "Done."
    expect_arrived(desk, sent)


@pytest.mark.parametrize("token", ["in force", "stale"])
@pytest.mark.parametrize("endpoint", PRIVATE)
def test_a_form_whose_session_has_ended_goes_through_logging_in(
    desk: Desk, view: Any, endpoint: str, token: str
) -> None:
    path, sent = path_of(desk.app, endpoint), desk.fill(endpoint)
    if token == "stale":
        sent["csrf_token"] = "old"
    view(endpoint, arrive(desk))
    desk.admin.client.delete_cookie("sid")

    refused = desk.send(path, sent)
    login = next(each for each in forms_in(refused.text) if "kept" in dict(each.fields))
    shown = desk.log_in(login)

    assert refused.status_code == (400 if token == "stale" else 401)
    assert all(value in refused.text for value in sent.values() if "Typed" in value)
    kept = expect_kept(shown.text, path, sent)
    assert desk.send(path, kept.filled()).text == "Done."
    expect_arrived(desk, sent)


@pytest.mark.parametrize("endpoint", PRIVATE_IN_FRAME)
def test_a_frame_whose_session_has_ended_keeps_the_form_and_has_no_log_in(
    desk: Desk, view: Any, endpoint: str
) -> None:
    path, sent = path_of(desk.app, endpoint), desk.fill(endpoint)
    view(endpoint, arrive(desk))
    held = desk.admin.client.get_cookie("sid")
    assert held is not None
    desk.admin.client.delete_cookie("sid")

    refused = desk.send(path, sent)

    assert refused.status_code == 401
    assert all("/login" not in each.action for each in forms_in(refused.text))
    kept = expect_kept(refused.text, path, sent)
    desk.admin.client.set_cookie("sid", held.value)
    assert desk.send(path, kept.filled()).text == "Done."
    expect_arrived(desk, sent)


@pytest.mark.parametrize("endpoint", FOR_ADMINS)
def test_a_form_that_needs_the_password_again_goes_through_giving_it(
    desk: Desk, view: Any, endpoint: str
) -> None:
    if not wants_fresh(desk.app, endpoint):
        return
    path, sent = path_of(desk.app, endpoint), desk.fill(endpoint)
    view(endpoint, arrive(desk))
    with desk.newsroom.database.unit_of_work(write=True) as work:
        stale = work.now - timedelta(minutes=11)
        work.session.execute(update(LoginSession).values(proved_at=stale))

    refused = desk.send(path, sent)
    proof = form_to(refused.text, "/account/prove")
    shown = desk.send("/account/prove", proof.filled(password=PASSWORD))

    assert refused.status_code == 401
    kept = expect_kept(shown.text, path, sent)
    assert desk.send(path, kept.filled()).text == "Done."
    expect_arrived(desk, sent)
