"""Commands on a database that setup has not prepared."""

from __future__ import annotations

from copy import copy
from typing import Any

import click
from flask import Flask
from sqlalchemy.exc import DBAPIError

from auth.db.database import EXTENSION, Database
from moderation.running.migrate import missing

WORDS = (
    "The database lacks tables or columns that this version needs."
    " Please run `flask --app wsgi setup` first."
)


def explain_missing_tables(app: Flask) -> None:
    """Let each command of *app* name setup instead of ending with a traceback."""
    database = app.extensions[EXTENSION]
    for name, command in app.cli.commands.items():
        app.cli.commands[name] = _explaining(command, database)


def _explaining(command: click.Command, database: Database) -> click.Command:
    """Return a copy of *command*, because all applications share the original."""
    kind = type(command)

    def explained(context: click.Context) -> Any:
        try:
            # A later copy may have other subcommands than the command copied here.
            return kind.invoke(context.command, context)
        except DBAPIError as error:
            if not missing(database):
                raise
            raise click.ClickException(WORDS) from error

    explaining = copy(command)
    explaining.invoke = explained  # type: ignore[method-assign, assignment]
    return explaining
