"""Page texts use the words of the glossary and plain English.

The tests read the literal text of every template and the string literals of the code:
tables of words, messages, errors, mails and help of commands. They skip docstrings.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.architecture import templates

ROOT = Path(__file__).parents[2]
RETIRED = {
    "sanction": r"\bmeasures?\b(?!-appeal| (how|what|of))",
    "mute": r"\bblock(s|ed)? (this|a|the|that) reader",
    "near-duplicate": r"\bnear[- ]cop(y|ies)\b",
    "second review": r"\bsecond look\b|\blooked at (twice|again)\b",
    "probability": r"\bis a chance\b",
    "shadow classifier": r"\bon trial\b",
    "someone": r"\b(some|any|every)body\b",
    "no one": r"\bnobody\b",
    "in the meantime": r"\bmeanwhile\b",
    "again": r"\banew\b",
    "the person who": r"\bwhoever\b",
    "house rule": r"\brules? of the house\b",
    "site": r"\bpublication (of this newsroom|has)\b",
    "phone": r"\btelephone\b(?! numbers)",
    "a plain verb": r"\bspeaks? for\b|\bsurely\b|\bworth nothing\b|\bfind a likeness\b",
    "has expired": r"\b(its time is over|is good for 24)\b",
}
"""The word to use, and a pattern of the words that it replaces."""

ALLOWED = {
    "auth/core/naming/names.py": "Reserved names, which people try to take.",
    "moderation/demo/": "Comments and articles as people write them.",
    "moderation/policy/coverage.py": "Words that articles are searched for.",
    "moderation/privacy/registry.py": "Reasons for developers; no page shows them.",
    "moderation/review/items/differences.py": "Negations that texts are compared for.",
    "moderation/scoring/": "Texts that a classifier is tried and trained on.",
    "auth/accounts/passwords.py": "A password that is hashed and shown to no one.",
}
"""Files with other kinds of literals, each with the reason."""

ALWAYS_PLURAL = re.compile(
    r"""\}\}(?:</\w+>)?\ (?:comments|replies|reports|minutes|hours|days|scores|articles
    |readers|decisions|near-duplicates|keys|opinions|items|appeals)\b.*""",
    re.VERBOSE,
)
"""A number with a noun that is in the plural whatever the number is."""

TAG = re.compile(r"<[^>]*>")
LITERAL = re.compile(r"\"([^\"{}<>]+)\"|'([^'{}<>]+)'")


def in_templates() -> Iterator[tuple[Path, str]]:
    """Yield the text of each template, and the strings in its Jinja parts."""
    for path in [*templates.paths(), *templates.mails()]:
        source = re.sub(r"\{#.*?#\}", "", path.read_text(), flags=re.DOTALL)
        text = templates.STATEMENT.sub(" ", templates.EXPRESSION.sub(" ", source))
        yield path, " ".join(TAG.sub(" ", text).split())
        for code in re.findall(r"\{[{%].*?[%}]\}", source, re.DOTALL):
            for found in LITERAL.findall(code):
                yield path, "".join(found)


def in_code() -> Iterator[tuple[Path, str]]:
    """Yield the string literals of the code that pages may show."""
    for package in ("auth", "moderation"):
        for path in sorted((ROOT / package).rglob("*.py")):
            if any(str(path.relative_to(ROOT)).startswith(each) for each in ALLOWED):
                continue
            for text in literals(ast.parse(path.read_text())):
                yield path, text


def literals(tree: ast.AST) -> Iterator[str]:
    """Yield the strings of several words that are not docstrings."""
    docs = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            is_words = " " in node.value.strip() or node.value.istitle()
            if id(node) not in docs and is_words:
                yield " ".join(node.value.split())


@cache
def texts() -> list[tuple[Path, str]]:
    """Return the texts that pages may show, with the file of each.

    Reading them takes two seconds, which no worker needs to spend on collecting tests.
    """
    return [*in_templates(), *in_code()]


@pytest.mark.parametrize(("instead", "pattern"), RETIRED.items())
def test_a_retired_word_is_in_no_page_text(instead: str, pattern: str) -> None:
    retired = re.compile(pattern, re.IGNORECASE)
    found = [
        f"{path.relative_to(ROOT)}: {text[max(0, at.start() - 60) : at.end() + 60]}"
        for path, text in texts()
        if (at := retired.search(text))
    ]

    assert found == [], f"write “{instead}”"


def test_no_page_text_shouts() -> None:
    shouting = [text for _, text in texts() if re.search(r"[a-z]{2,}!(\s|$)", text)]

    assert shouting == []


@pytest.mark.parametrize("path", templates.paths(), ids=lambda path: path.name)
def test_a_number_of_one_is_followed_by_a_singular(path: Path) -> None:
    assert ALWAYS_PLURAL.findall(path.read_text()) == []


def test_what_is_allowed_is_still_there() -> None:
    assert [each for each in ALLOWED if not (ROOT / each).exists()] == []
