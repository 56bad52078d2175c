"""The commands about the database itself: ``flask --app wsgi db …``."""

from __future__ import annotations

import click
from flask.cli import AppGroup, with_appcontext
from sqlalchemy.exc import ArgumentError, DBAPIError

from auth.db.database import Database, current_database
from moderation.event_table import open_database
from moderation.running.copying.databases import CopyRefusedError, copy_database

databases = AppGroup("db", help="The database itself.")


@databases.command("copy")
@click.argument("target")
@with_appcontext
def copy(target: str) -> None:
    """Copy the newsroom to the empty database TARGET, on SQLite or PostgreSQL.

    TARGET is an address as in DATABASE_URL. Stop every process of the newsroom first:
    what is written after the copy is not in it.
    """
    try:
        count = copy_database(current_database(), _opened(target), report=_tell)
    except CopyRefusedError as error:
        raise click.ClickException(str(error)) from error
    except DBAPIError as error:
        raise click.ClickException(f"The copy failed: {error}") from error
    click.echo(f"{count:,} rows are copied. Now set DATABASE_URL to the new address.")


def _opened(address: str) -> Database:
    try:
        return open_database(address)
    # A port that is no number, or a database system whose driver is not installed.
    except (ArgumentError, ValueError, ModuleNotFoundError) as error:
        raise click.BadParameter("not an address of a database") from error


def _tell(table: str, count: int) -> None:
    if count:
        click.echo(f"{table}: {count:,}")
