"""Readers see what was published there, marked as imported, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from auth.db.database import Database
from moderation import app as application
from tests.moderation.exchange.imports import importing
from tests.moderation.exchange.imports.exports import disqus, post, thread

HIDDEN = {
    "Waiting": "<isApproved>false</isApproved>",
    "Advertising": "<isSpam>true</isSpam>",
    "Removed": "<isDeleted>true</isDeleted>",
}


@pytest.fixture
def app(sqlite_database: Database, tmp_path: Path) -> Flask:
    importing.found(sqlite_database)
    story = thread("1", url="https://courier.example/truce", key="truce")
    hidden = [
        post(str(number), text, more=more)
        for number, (text, more) in enumerate(HIDDEN.items(), 10)
    ]
    file = disqus(tmp_path, story, post("1", "Well said"), *hidden)
    importing.take_over(sqlite_database, file, keeps_spam=True)
    return application.create_app(
        application.testing_config(tmp_path), application.Parts(sqlite_database)
    )


@pytest.mark.parametrize(
    "address", ["/articles/truce", "/api/v1/articles/truce/threads", "/"]
)
def test_what_was_not_published_is_nowhere(app: Flask, address: str) -> None:
    shown = app.test_client().get(address)

    assert shown.status_code == 200
    assert not [text for text in HIDDEN if text in shown.text]


def test_a_published_comment_is_marked_and_its_author_has_no_page(app: Flask) -> None:
    page = app.test_client().get("/articles/truce").text

    assert "Well said" in page
    assert '<bdi>Ada</bdi> <span class="badge">Imported</span>' in page
    assert "/readers/" not in page
    assert app.test_client().get("/readers/imported:1").status_code == 404
