"""No name and no page text uses a word that the glossary has retired.

The words are those in the last column of ``docs/glossary.md``.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from flask import Flask

import moderation.tables
from auth.db.base import Base
from auth.db.database import Database
from moderation import app as application
from moderation.web import former_paths
from tests.architecture.page_texts import texts
from tests.routes import routes

ROOT = Path(__file__).parents[2]
assert moderation.tables, "It tells the metadata of every table."

ORDINARY = {
    "answer": "What the API returns, and what is said to an appeal.",
    "limit": "How often or how much; a score has thresholds.",
    "notice": "Says that a comment is illegal; readers get notifications.",
    "post": "The method of HTTP, and to post a comment.",
    "token": "Of a form, a mail, a lease or a text; an API key is called a key.",
    "user": "A user agent, and the user in the address of a server.",
    "version": "Of a profile, a page or a model; a text has revisions.",
}
"""Words that are retired for one idea and common for others, so not checked."""

ALLOWED_NAMES = {
    "block": {
        "Block": "A paragraph or heading of a page.",
        "blocks": "The paragraphs and headings of a page.",
        "key_blocked": "The name of the refusal in the API of Perspective.",
    },
    "measure": {"measure": "To measure how well a curve fits."},
    "topic": {"media_topic": "The IPTC's own name of its subjects."},
    "view": {
        "CommentView": "A comment as a page shows it.",
        "ThreadView": "A thread as a page shows it.",
        "QueueView": "The queue by one order and filter, saved or not.",
        "SaveQueueView": "The input of saving a `QueueView`.",
        "queue_views": "The module of `QueueView`.",
        "register_views_in_doc": "A method of flask-smorest, about Flask's views.",
        "sent_view": "The `QueueView` that a form was sent from.",
        "thread_views": "The module of `ThreadView`.",
        "views": "The comments of a thread.",
        "views_of": "The comments with these ids, as pages show them.",
        "with_views": "The statement of what `CommentView` is made from.",
        "comment_views": "The module that reads a `CommentView`.",
        "view_count": "How often an article was read.",
    },
}
"""Names that use a retired word for another idea, each with the reason."""

SAVED_VIEW = re.compile(r"saved[ _-]views?", re.IGNORECASE)
"""The term in the glossary."""

ALLOWED_TEXTS = {
    "block": r"blocking cookies|are blocked: the key",
    "chance": r"than by chance",
    "topic": r"media topics|\[off_topic\]",
    "view": r"followers, *views|^View$",
}
"""Texts that use a retired word for another idea: cookies, statistics, the IPTC."""


@pytest.fixture
def app(sqlite_database: Database, tmp_path: Path) -> Flask:
    parts = application.Parts(database=sqlite_database)
    return application.create_app(application.testing_config(tmp_path), parts)


def retired() -> list[str]:
    """Return the words to look for."""
    glossary = (ROOT / "docs" / "glossary.md").read_text()
    columns = re.findall(r"^\|[^|]*\|[^|]*\|([^|]*)\|$", glossary, re.MULTILINE)
    words = {
        re.sub(r"\(.*?\)", "", word).strip().replace("-", " ")
        for column in columns
        for word in column.split(",")
    }
    return sorted(word for word in words - {"", "not", *ORDINARY} if word.strip(" "))


def uses(word: str, text: str) -> bool:
    """Whether *text* has the word, or a form of it."""
    stem = re.escape(word).replace(r"\ ", "[ _-]").removesuffix("y") + r"\w{0,3}"
    return re.search(rf"(?<![a-z]){stem}(?![a-z])", text, re.IGNORECASE) is not None


def plain(name: str) -> str:
    """Return *name* as words."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", name)


@cache
def names() -> frozenset[str]:
    """Return the names of modules, classes, functions, tables, columns and indexes."""
    return frozenset(names_of_code()) | frozenset(names_of_tables())


def names_of_code() -> Iterator[str]:
    for package in ("auth", "moderation"):
        for path in (ROOT / package).rglob("*.py"):
            yield path.stem
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.ClassDef | ast.FunctionDef):
                    yield node.name


def names_of_tables() -> Iterator[str]:
    for table in Base.metadata.tables.values():
        yield table.name
        yield from (str(each.name) for each in table.columns)
        yield from (str(each.name) for each in table.constraints)
        yield from (str(each.name) for each in table.indexes)


def is_retired(word: str, name: str) -> bool:
    """Whether the name uses the word, unless it is used for another idea."""
    words = SAVED_VIEW.sub("", plain(name))
    return uses(word, words) and name not in ALLOWED_NAMES.get(word, {})


@pytest.mark.parametrize("word", retired())
def test_a_retired_word_is_in_no_name(word: str) -> None:
    assert {each for each in names() if is_retired(word, each)} == set()


def test_no_retired_word_is_in_an_address(app: Flask) -> None:
    rules = [rule for rule, _ in routes(app)]
    former = {path for rule in rules for path in former_paths.former(rule.rule)}
    paths = {
        re.sub(r"<.*?>", "", each.rule) for each in rules if each.rule not in former
    }

    found = {*paths, *(rule.endpoint for rule in rules)}

    assert {each for each in found for word in retired() if is_retired(word, each)} == (
        set()
    )


@pytest.mark.parametrize("word", retired())
def test_a_retired_word_is_in_no_page_text(word: str) -> None:
    allowed = re.compile(ALLOWED_TEXTS.get(word, "(?!)"), re.IGNORECASE)

    found = [
        (path.name, text)
        for path, text in texts()
        if is_retired(word, allowed.sub("", text))
    ]

    assert found == []


def test_what_is_allowed_is_still_there() -> None:
    allowed = {name for each in ALLOWED_NAMES.values() for name in each}

    assert allowed <= names()
    assert {*ORDINARY} <= {
        re.sub(r"\(.*?\)", "", word).strip()
        for line in (ROOT / "docs" / "glossary.md").read_text().splitlines()
        for word in line.rpartition("|")[0].rpartition("|")[2].split(",")
    }
