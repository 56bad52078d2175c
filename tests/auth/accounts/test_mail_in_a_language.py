"""Mail is in the language of its recipient."""

from __future__ import annotations

from sqlalchemy import select

from moderation.platform.outbox import OutboxMessage
from tests.calling import TOKEN, Newsroom
from tests.languages import offer

FORM = {
    "display_name": "Nour",
    "email": "nour@reader.example",
    "password": "nineteen quiet herons",
}


def subjects(called: Newsroom) -> list[str]:
    with called.database.unit_of_work(write=False) as work:
        return list(work.session.scalars(select(OutboxMessage.subject)))


def register(called: Newsroom, path: str) -> None:
    visitor = called.visitor()
    found = TOKEN.search(visitor.client.get(path).text)
    assert found
    visitor.headers["X-CSRFToken"] = found[1]
    assert visitor.send(path, **FORM).status_code == 303


def test_a_reader_who_registers_in_german_gets_german_mail(called: Newsroom) -> None:
    offer(called, "en", "de")

    register(called, "/register?lang=de")

    assert subjects(called) == ["Bitte bestätigen Sie Ihre Adresse für The Courier"]


def test_without_a_choice_mail_is_in_the_language_of_the_site(called: Newsroom) -> None:
    offer(called, "de", "en")

    register(called, "/register")

    assert subjects(called) == ["Bitte bestätigen Sie Ihre Adresse für The Courier"]
