"""No sentence is stored in one language for a page that others read in theirs.

What a chore or another person has to tell is kept as a key or as a ``StoredText``.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import String

from auth.db.base import Base
from moderation import tables
from moderation.platform.stored_texts import StoredText
from tests.architecture.sources import ROOT, sources

TRANSLATING = {"gettext", "ngettext", "pgettext"}
"""Functions that say a text at once, in the language of who calls them."""
MODELS = {each.class_.__name__: each for each in Base.registry.mappers}
COLUMNS = {
    column.key
    for model in MODELS.values()
    for column in model.column_attrs
    if isinstance(column.columns[0].type, String | StoredText)
}
"""The names of columns that hold text."""


def says_something(value: ast.expr, names: set[str]) -> bool:
    """Whether *value* is written in a language: here, or under one of *names*."""
    return any(
        (isinstance(each, ast.Name) and each.id in names)
        or (
            isinstance(each, ast.Constant)
            and isinstance(each.value, str)
            and " " in each.value.strip()
        )
        for each in ast.walk(value)
    )


def called(call: ast.Call) -> str:
    """Return the name of what is called, without what it belongs to."""
    if isinstance(call.func, ast.Attribute):
        return call.func.attr
    return call.func.id if isinstance(call.func, ast.Name) else ""


def translating(tree: ast.Module) -> set[str]:
    """Return the module's names of what translates, and of what was translated."""
    names = {
        name.asname or name.name
        for each in ast.walk(tree)
        if isinstance(each, ast.ImportFrom)
        for name in each.names
        if name.name in TRANSLATING
    }
    translated = {
        target.id
        for each in ast.walk(tree)
        if isinstance(each, ast.Assign)
        and isinstance(each.value, ast.Call)
        and called(each.value) in names
        for target in each.targets
        if isinstance(target, ast.Name)
    }
    return names | translated


def stored(tree: ast.Module) -> Iterator[tuple[str, ast.expr]]:
    """Yield what the module stores, or may store, with the name of the column."""
    for each in ast.walk(tree):
        if isinstance(each, ast.Assign):
            for target in each.targets:
                yield from assigned(target, each.value)
        elif isinstance(each, ast.Call) and called(each) in {"values", *MODELS}:
            yield from ((name.arg or "", name.value) for name in each.keywords)


def assigned(target: ast.expr, value: ast.expr) -> Iterator[tuple[str, ast.expr]]:
    if isinstance(target, ast.Attribute):
        yield target.attr, value
    elif isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
        for one, its_value in zip(target.elts, value.elts, strict=True):
            yield from assigned(one, its_value)


def test_the_tables_have_texts() -> None:
    assert tables
    assert {"problem", "error", "headline"} <= COLUMNS


def found_in(path: Path) -> list[str]:
    """Return where the module at *path* stores a sentence."""
    tree = ast.parse(path.read_text())
    names = translating(tree)
    return [
        f"{path.relative_to(ROOT)}:{value.lineno}: {name}"
        for name, value in stored(tree)
        if name in COLUMNS and says_something(value, names)
    ]


def test_nothing_is_stored_in_the_language_of_who_stores_it() -> None:
    assert [line for path in sources() for line in found_in(path)] == []
