"""Commands where a setting is refused: only those that use the classifier alone run."""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from typing import Any, NoReturn, cast

import click
from flask import Flask

from moderation.platform.errors import SettingError

CLASSIFIER_ALONE = frozenset(
    {
        "score",
        "model prepare",
        "model train",
        "model average",
        "model evaluate",
        "model calibrate",
    }
)
"""Commands that use the classifier alone: no database and no pages."""

WITH_DATABASE = {"model calibrate": "by_decisions"}
"""The parameter with which such a command reads the database after all."""

Refuse = Callable[..., NoReturn]


def refuse_to_serve(app: Flask, refusal: SettingError) -> None:
    """Make *app* refuse to serve and to run commands that need a refused setting."""

    def refuse(*_: object, **__: object) -> NoReturn:
        raise click.ClickException(f"Ceasefire does not start: {refusal}")

    app.wsgi_app = refuse  # type: ignore[method-assign]
    for name, command in app.cli.commands.items():
        app.cli.commands[name] = _refusing(name, command, refuse)


def _refusing(path: str, command: click.Command, refuse: Refuse) -> click.Command:
    """Return *command* so that it refuses, unless it uses the classifier alone.

    :param path: its name, after that of its group.
    """
    if any(each.startswith(f"{path} ") for each in CLASSIFIER_ALONE):
        return _refusing_in(path, cast("click.Group", command), refuse)
    if path not in CLASSIFIER_ALONE:
        lenient = {"ignore_unknown_options": True, "allow_extra_args": True}
        return click.Command(
            command.name, callback=refuse, context_settings=lenient, help=command.help
        )
    if path in WITH_DATABASE:
        return _refusing_with(WITH_DATABASE[path], command, refuse)
    return command


def _refusing_in(path: str, group: click.Group, refuse: Refuse) -> click.Group:
    """Return a copy of *group*, because all applications share the original."""
    found = copy(group)
    found.commands = {
        name: _refusing(f"{path} {name}", each, refuse)
        for name, each in group.commands.items()
    }
    return found


def _refusing_with(
    parameter: str, command: click.Command, refuse: Refuse
) -> click.Command:
    """Return a copy of *command* that refuses if *parameter* is given."""
    found, callback = copy(command), command.callback

    def run(**given: Any) -> Any:
        return refuse() if given[parameter] or callback is None else callback(**given)

    found.callback = run
    return found
