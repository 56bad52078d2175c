"""Open forms that a script sends: at once, or with every field filled in."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from auth.access.scripts import guard
from auth.db.database import Database
from moderation import app as application
from tests.calling import TOKEN, Newsroom, founded

OPENED = re.compile(r'name="form_opened" value="([^"]+)"')
REGISTRATION = {
    "display_name": "Nora",
    "email": "nora@reader.example",
    "password": "nineteen quiet herons",
    "next": "/",
}
NOTICE = {"explanation": "It insults me, which the penal code forbids."}
FORMS = {
    "registration": ("/register", "/register", REGISTRATION),
    "report": ("/comments/1/report", "/comments/1/report", {"reason": "insult"}),
    "notice": ("/notices/new", "/notices", NOTICE),
}


@pytest.fixture
def guarded(sqlite_database: Database, tmp_path: Path) -> Newsroom:
    """A newsroom that expects two seconds for an open form."""
    config = application.testing_config(tmp_path, form_seconds=2)
    made = founded(
        application.create_app(config, application.Parts(sqlite_database)),
        sqlite_database,
    )
    made.comment(made.person_alone("Rita"), "A thought.")
    return made


def opened(guarded: Newsroom, form: str) -> tuple[FlaskClient, dict[str, str]]:
    """Open a form, and return the visitor's browser and what the form holds."""
    client = guarded.app.test_client()
    page_path, _, fields = FORMS[form]
    page = client.get(page_path).text
    hidden = {"csrf_token": TOKEN, "form_opened": OPENED}
    found = {name: pattern.findall(page)[0] for name, pattern in hidden.items()}
    return client, found | fields


def earlier(guarded: Newsroom, **ago: int) -> str:
    """Return the sealed time of a form that was opened some time ago."""
    with guarded.app.app_context():
        return guard.sealed(datetime.now(UTC) - timedelta(**ago))


def said(answer: Any) -> str:
    """Return what a refused form is told."""
    found = re.search(r'role="alert"[^>]*>([^<]+)<', answer.text)
    return found[1].strip() if found else ""


@pytest.mark.parametrize("form", FORMS)
def test_a_form_that_is_sent_at_once_comes_back(guarded: Newsroom, form: str) -> None:
    client, fields = opened(guarded, form)

    answer = client.post(FORMS[form][1], data=fields)

    assert answer.status_code == 422
    assert said(answer) == "That was very quick. Please send the form again."


@pytest.mark.parametrize("form", FORMS)
def test_a_form_with_a_filled_trap_comes_back(guarded: Newsroom, form: str) -> None:
    client, fields = opened(guarded, form)
    fields |= {"form_opened": earlier(guarded, minutes=1), "homepage": "https://x.y"}

    answer = client.post(FORMS[form][1], data=fields)

    assert answer.status_code == 422
    assert said(answer).startswith("A field that should stay empty was filled in")
    assert 'name="homepage" value=""' in answer.text


@pytest.mark.parametrize("age", [{"seconds": 3}, {"days": 30}])
def test_a_form_that_took_its_time_is_accepted(
    guarded: Newsroom, age: dict[str, int]
) -> None:
    client, fields = opened(guarded, "registration")

    answer = client.post(
        "/register", data=fields | {"form_opened": earlier(guarded, **age)}
    )

    assert answer.location == "/register/thanks"


@pytest.mark.parametrize("forged", ["", "1.forged", "W10.x"])
def test_a_form_without_a_time_of_ours_comes_back_with_one(
    guarded: Newsroom, forged: str
) -> None:
    client, fields = opened(guarded, "registration")

    answer = client.post("/register", data=fields | {"form_opened": forged})

    assert answer.status_code == 422
    assert OPENED.findall(answer.text)


def test_nothing_that_was_typed_is_lost(guarded: Newsroom) -> None:
    client, fields = opened(guarded, "registration")

    page = client.post("/register", data=fields).text

    assert 'value="nora@reader.example"' in page
    assert f'name="form_opened" value="{fields["form_opened"]}"' in page
    assert "nineteen quiet herons" not in page


def test_readers_who_are_logged_in_are_not_asked(guarded: Newsroom) -> None:
    rita, _ = guarded.person("Otto")

    answer = rita.send("/comments/1/report", reason="insult")

    assert answer.status_code == 303


def test_a_network_sends_a_limited_number_of_open_forms(guarded: Newsroom) -> None:
    client = guarded.app.test_client()
    page = client.get("/register").text
    token = TOKEN.findall(page)[0]

    answers = [
        client.post(
            "/register",
            data={"csrf_token": token, "homepage": "x"},
            environ_base={"REMOTE_ADDR": f"192.0.2.{number}"},
        ).status_code
        for number in range(61)
    ]

    assert answers == [422] * 60 + [429]
