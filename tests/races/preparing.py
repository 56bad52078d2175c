"""Preparations that many races share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.races.stage import Call, Stage

Prepare = Callable[[Stage], Call]


def own(path: str, json: Any = None, *, is_verified: bool = True, **form: Any) -> Any:
    """Return a function that prepares a form about a new reader's own account."""

    def prepare(stage: Stage) -> Call:
        callers, actor = stage.same(is_verified=is_verified)
        filled = path.format(account_id=actor.account_id)
        return Call(filled, form, json, callers)

    return prepare


def admins(path: str, **form: Any) -> Prepare:
    """Return what prepares a form of eight admins; ``{new}`` is a number of its own."""

    def prepare(stage: Stage) -> Call:
        new = str(next(stage.numbers))
        filled = {
            name: value.replace("{new}", new) if isinstance(value, str) else value
            for name, value in form.items()
        }
        return Call(path, filled, None, stage.newsroom)

    return prepare
