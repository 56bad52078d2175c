"""Finds the texts that pages may show."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tests.architecture import templates
from tests.architecture.sources import ROOT

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
