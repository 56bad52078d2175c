"""Nobody learns from the site who has an account: same answers, same work."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest
from flask import Flask
from sqlalchemy import event
from werkzeug.test import TestResponse

from auth.accounts import passwords
from auth.db.database import Database
from tests.auth.conftest import Mails, People
from tests.auth.visitor import Visitor
from tests.hashing import CHEAP

SECRETS = re.compile(
    r'(value="[^"]{40,}"|[A-Z2-9]{8}|known|fresh)|data-account="[0-9a-f]{16}"',
    re.IGNORECASE,
)


@dataclass
class Work:
    """The work for a response: statements by verb and table, and hashes."""

    statements: list[str] = field(default_factory=list)
    hashes: int = 0


class CountingHasher:
    """Argon2 that counts its calls."""

    def __init__(self, work: Work) -> None:
        self.work = work

    def hash(self, password: str) -> str:
        """Hash, and count."""
        self.work.hashes += 1
        return CHEAP.hash(password)

    def verify(self, stored: str, password: str) -> bool:
        """Verify, and count."""
        self.work.hashes += 1
        return CHEAP.verify(stored, password)


@contextmanager
def counted(database: Database, monkeypatch: pytest.MonkeyPatch) -> Iterator[Work]:
    """Count the work that is done in the block."""
    work = Work()
    # A process makes the hash that no password matches once.
    passwords.verify(None, "a password")

    def note(*arguments: object) -> None:
        statement = str(arguments[2])
        if statement.startswith(("INSERT", "UPDATE", "DELETE")):
            work.statements.append(" ".join(statement.split()[:3]))

    event.listen(database.engine, "before_cursor_execute", note)
    with monkeypatch.context() as patch:
        patch.setattr(passwords, "hasher", CountingHasher(work))
        yield work
    event.remove(database.engine, "before_cursor_execute", note)


def seen(answer: TestResponse) -> tuple[int, list[tuple[str, str]], str, list[str]]:
    """Return the whole response without random values and typed texts."""
    headers = [each for each in answer.headers if each[0] not in ("Set-Cookie", "Date")]
    cookies = [
        re.sub(r"^(\w+)=[^;]*", r"\1", line)
        for line in answer.headers.getlist("Set-Cookie")
    ]
    without_times = [re.sub(r"(?i)expires=[^;]+", "", line) for line in cookies]
    lengthless = [each for each in headers if each[0] != "Content-Length"]
    return (
        answer.status_code,
        lengthless,
        SECRETS.sub("", answer.text),
        without_times,
    )


def test_registering_looks_alike_for_a_known_and_an_unknown_address(
    app: Flask, account: People, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    account("Known")
    results = []
    for name, address in (("Namesake", "known"), ("Somebody", "fresh")):
        visitor = Visitor(app)
        visitor.get("/register")
        with counted(database, monkeypatch) as work:
            answers = [
                visitor.register(name, email=f"{address}@reader.example"),
                visitor.get("/register/thanks"),
                visitor.get("/register/thanks"),
                visitor.get("/register/thanks"),
            ]
        shown = [seen(each) for each in answers]
        pages = [(*each[:2], each[2].replace(name, ""), each[3]) for each in shown]
        results.append((pages, work))

    (known, known_work), (unknown, unknown_work) = results

    assert known == unknown
    assert known_work == unknown_work


def test_the_state_after_the_refresh_is_alike_too(
    app: Flask, account: People, monkeypatch: pytest.MonkeyPatch, database: Database
) -> None:
    account("Known")
    statuses = []
    for name, address in (("Namesake", "known"), ("Somebody", "fresh")):
        visitor = Visitor(app)
        email = f"{address}@reader.example"
        visitor.join(name, email=email)
        visitor.log_out()
        with counted(database, monkeypatch) as work:
            wrong = visitor.log_in(email, "not the password")
            right = visitor.log_in(email)
        statuses.append(
            (wrong.status_code, right.status_code, visitor.is_logged_in(), work)
        )

    known, unknown = statuses

    assert known == unknown
    assert known[1:3] == (303, True)


@pytest.mark.parametrize("path", ["/login", "/reset"])
def test_logging_in_and_asking_for_a_password_look_alike_for_any_address(
    app: Flask,
    account: People,
    database: Database,
    monkeypatch: pytest.MonkeyPatch,
    path: str,
) -> None:
    account("Known")
    results = []
    passwords.verify(None, "so that the dummy hash is made before the counting")
    for address in ("known", "fresh"):
        visitor = Visitor(app)
        fields = {"email": f"{address}@reader.example", "password": "wrong, as it is"}
        fields = fields if path == "/login" else {"email": fields["email"]}
        visitor.get(path)
        with counted(database, monkeypatch) as work:
            answer = visitor.send(path, **fields)
        results.append((seen(answer), work))

    known, unknown = results

    assert known == unknown


def test_one_mail_goes_out_whether_the_address_is_known_or_not(
    app: Flask, account: People, mails: Mails
) -> None:
    account("Known")

    for address in ("known", "fresh"):
        Visitor(app).register(f"Writer {address}", email=f"{address}@reader.example")
        Visitor(app).send("/reset", email=f"{address}@reader.example")

    assert len(mails("known@reader.example")) == len(mails("fresh@reader.example")) == 2
