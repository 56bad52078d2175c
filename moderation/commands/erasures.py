"""The commands of the ledger of erasures: ``flask --app wsgi erasures …``."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from auth.db.database import Database, current_database
from moderation.privacy.ledger import Ledger
from moderation.running import restored
from moderation.web.request import config

erasures = AppGroup("erasures", help="Carry out erasures again after a restore.")


@erasures.command("status")
def show() -> None:
    """Compare the ledger with the database."""
    state = restored.state_of(current_database(), ledger())
    click.echo(f"ledger: {ledger().folder}, {state.written} erasures")
    for line in (restored.refusal_of(state), restored.warning_of(state)):
        if line:
            click.echo(line)


@erasures.command("replay")
def replay() -> None:
    """Erase again everyone whose erasure the restored database has not carried out."""
    if not ledger().folder.is_dir():
        raise click.ClickException(
            f"There is no ledger at {ledger().folder}. Please set ERASURE_LEDGER."
        )
    count = restored.replay(current_database(), ledger())
    click.echo(
        f"{count} {'account is' if count == 1 else 'accounts are'} erased again."
    )


def ledger() -> Ledger:
    """Return the ledger of the settings."""
    return Ledger(config().ledger_path)


def refuse_restored(database: Database, program: str) -> None:
    """Refuse to serve a database whose erasures have to be carried out again.

    A ledger that lacks entries is only reported.

    :raises ClickException: with the command to run.
    """
    state = restored.state_of(database, ledger())
    if warning := restored.warning_of(state):
        click.echo(warning, err=True)
    if refusal := restored.refusal_of(state):
        raise click.ClickException(f"{refusal} Please run: {program} erasures replay")
