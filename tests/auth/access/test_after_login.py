"""Where people are redirected after logging in, and what is carried along."""

from __future__ import annotations

from datetime import datetime

import pyotp
import pytest
from flask import Flask

from auth.core.permissions import Role
from auth.db.database import Database
from tests.auth.accounts.enrolling import FACTOR, enrolled
from tests.auth.conftest import People
from tests.auth.visitor import PASSWORD, Visitor
from tests.forms import form_to, forms_in

SECURE = "https://localhost"
VIEWS = "/queue/saved-views"


def log_in(visitor: Visitor, name: str, **fields: str) -> str:
    """Log in on the log-in page; return the address of the redirect."""
    answer = visitor.send(
        "/login", email=f"{name}@reader.example", password=PASSWORD, **fields
    )
    return answer.location or ""


@pytest.mark.parametrize(
    ("role", "wanted", "arrives_at"),
    [
        (Role.READER, "/", "/"),
        (Role.READER, "/my-comments?before=9", "/my-comments?before=9"),
        (Role.MODERATOR, "/", "/queue"),
        (Role.ADMIN, "/admin/staff", "/admin/staff"),
    ],
)
def test_people_arrive_where_they_wanted_to_and_staff_at_the_queue(
    app: Flask, account: People, role: Role, wanted: str, arrives_at: str
) -> None:
    account("Someone", role)

    assert log_in(Visitor(app), "someone", next=wanted) == arrives_at


@pytest.mark.parametrize(
    ("wanted", "page"),
    [
        ("/articles/truce/comments", "/articles/truce"),
        ("/queue/5/decision", "/queue"),
        ("/comments/5/edit", "/comments/5/edit"),
        ("/my-comments/5/appeal", "/my-comments"),
        ("/follows", "/"),
        ("/logout", "/"),
        ("/nothing/here", "/"),
        ("//evil.example", "/"),
        ("/\\evil.example", "/"),
        ("https://evil.example/", "/"),
    ],
)
def test_the_way_back_is_always_a_page_that_opens(
    app: Flask, account: People, wanted: str, page: str
) -> None:
    account("Someone")

    assert log_in(Visitor(app), "someone", next=wanted) == page


def test_staff_with_a_second_factor_give_the_code_at_once_and_see_the_queue(
    production: Flask, account: People, database: Database, now: datetime
) -> None:
    _, recovery = enrolled(database, account("Edith", Role.MODERATOR), now)
    moderator = Visitor(production, SECURE)

    asked = log_in(moderator, "edith")
    done = moderator.send(FACTOR, form=asked, code=recovery)

    assert asked == f"{FACTOR}?next=/queue"
    assert done.location == "/queue"
    assert moderator.get("/queue").status_code == 200


def test_what_a_moderator_sent_too_late_goes_through_password_and_code(
    production: Flask, account: People, database: Database, now: datetime
) -> None:
    _, recovery = enrolled(database, account("Edith", Role.MODERATOR), now)
    moderator = Visitor(production, SECURE)
    sent = {
        "name": "Long ones",
        "view": "",
        "csrf_token": moderator.form_token("/login"),
    }
    headers = {"Origin": SECURE}

    def post(path: str, data: object) -> str:
        answer = moderator.client.post(
            path, base_url=SECURE, data=data, headers=headers
        )
        return answer.text or answer.location or ""

    login = form_to(post(VIEWS, sent), "/login")
    asked = post(
        "/login", login.filled(email="edith@reader.example", password=PASSWORD)
    )
    shown = post(FACTOR, form_to(asked, FACTOR).filled(code=recovery))
    post(VIEWS, form_to(shown, VIEWS).filled())

    assert "Long ones" in moderator.get("/queue").text


def test_enrolling_takes_a_refused_form_along_too(
    production: Flask, account: People
) -> None:
    account("Edith", Role.MODERATOR)
    moderator = Visitor(production, SECURE)
    sent = {"name": "Long ones", "csrf_token": moderator.form_token("/login")}
    headers = {"Origin": SECURE}

    def post(path: str, data: object) -> str:
        return moderator.client.post(
            path, base_url=SECURE, data=data, headers=headers
        ).text

    login = form_to(post(VIEWS, sent), "/login")
    asked = post(
        "/login", login.filled(email="edith@reader.example", password=PASSWORD)
    )
    secret = asked.partition('class="code" translate="no">')[2].partition("<")[0]
    code = pyotp.TOTP(secret).now()
    shown = post(FACTOR, form_to(asked, FACTOR).filled(code=code))

    assert "Your recovery codes" in shown
    assert form_to(shown, VIEWS).typed["name"] == "Long ones"


def test_a_log_in_in_another_tab_keeps_the_form_of_this_tab(
    app: Flask, account: People
) -> None:
    account("Alice")
    alice = Visitor(app)
    sent = {"text": "Hello there.", "csrf_token": alice.form_token("/login")}
    refused = alice.client.post("/articles/truce/comments", data=sent).text
    log_in(alice, "alice")

    login = form_to(refused, "/login").filled(email="alice@reader.example", password="")
    answer = alice.client.post("/login", data=login, headers={"Origin": alice.origin})

    kept = form_to(answer.text, "/articles/truce/comments")
    assert kept.typed["text"] == "Hello there."


def test_a_wrong_password_keeps_the_form(app: Flask, account: People) -> None:
    account("Alice")
    alice = Visitor(app)
    sent = {"text": "Hello there.", "csrf_token": alice.form_token("/login")}
    login = form_to(
        alice.client.post("/articles/truce/comments", data=sent).text, "/login"
    )

    wrong = alice.client.post(
        "/login", data=login.filled(email="alice@reader.example", password="wrong")
    )
    right = alice.client.post(
        "/login",
        data=forms_in(wrong.text)[-1].filled(
            email="alice@reader.example", password=PASSWORD
        ),
    )

    assert wrong.status_code == 422
    assert form_to(right.text, "/articles/truce/comments").typed["text"]
