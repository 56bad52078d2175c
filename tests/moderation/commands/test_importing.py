"""The commands that import print the plan and the report, and refuse with a reason."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

from auth.db.database import Database
from moderation import app as application
from moderation.discussion.models import Comment
from tests.moderation.exchange.imports import importing
from tests.moderation.exchange.imports.exports import disqus, post, thread


@pytest.fixture
def app(sqlite_database: Database, tmp_path: Path) -> Flask:
    importing.found(sqlite_database)
    return application.create_app(
        application.testing_config(tmp_path), application.Parts(sqlite_database)
    )


@pytest.fixture
def export(tmp_path: Path) -> Path:
    story = thread("1", url="https://courier.example/truce")
    return disqus(tmp_path, story, post("1", "One"), post("2", "Two", parent="9"))


def run(app: Flask, *arguments: object) -> Result:
    return app.test_cli_runner().invoke(args=["import", *map(str, arguments)])


def test_a_dry_run_prints_the_plan_and_stores_nothing(
    app: Flask, sqlite_database: Database, export: Path
) -> None:
    said = run(app, "disqus", export, "--dry-run")

    assert said.exit_code == 0
    for line in (
        "Articles not known: 1",
        "  https://courier.example/truce",
        "Comments to import: 2, placeholders: 0",
        "Note: reply to an unknown comment (top level): 1",
        "Dry run: nothing was stored.",
    ):
        assert line in said.output.splitlines()
    assert importing.rows(sqlite_database, Comment) == []


def test_an_import_is_reported_listed_and_undone(app: Flask, export: Path) -> None:
    assert "Import 1 is done: 2 published." in run(app, "disqus", export).output
    assert "disqus.xml  done  2 published" in run(app, "list").output
    said = run(app, "undo", 1).output
    assert said == "Import 1 is undone: 2 comments removed.\n"
    assert "undone" in run(app, "list").output


def test_an_undo_says_what_stayed_and_why(
    app: Flask, sqlite_database: Database, tmp_path: Path
) -> None:
    story = thread("1", url="https://courier.example/truce")
    posts = [post("1", "One"), post("2", "Two", parent="1"), post("3", "Three")]
    run(app, "disqus", disqus(tmp_path, story, *posts))
    importing.answer(sqlite_database)

    said = run(app, "undo", 1).output.splitlines()

    assert said[0] == "Import 1 is undone: 1 comment removed."
    assert said[1].startswith("2 comments stayed, because someone has answered")


REFUSED = {
    "a file of another format": (["wordpress", "{map}"], "not an XML file"),
    "a site that is not there": (["disqus", "{export}", "--site", "x"], "localhost"),
    "a map that is none": (["disqus", "{export}", "--map", "{map}"], "Line 1"),
    "an import that is not there": (["undo", "7"], "no import with this number"),
}


@pytest.mark.parametrize(("arguments", "reason"), REFUSED.values(), ids=REFUSED)
def test_an_import_that_cannot_run_says_why(
    app: Flask, export: Path, tmp_path: Path, arguments: list[str], reason: str
) -> None:
    (tmp_path / "map").write_text("only-one-word")
    paths = {"export": export, "map": tmp_path / "map"}

    said = run(app, *(each.format(**paths) for each in arguments))

    assert said.exit_code == 1
    assert reason in said.output
