"""The commands about push messages: ``flask --app wsgi push …``."""

from __future__ import annotations

import click
from flask.cli import AppGroup, with_appcontext

from auth.db.database import current_database
from moderation.notifications.services import push_keys
from moderation.platform.secret_keys import seal_of
from moderation.web.request import config

push = AppGroup("push", help="Push messages.")


@push.command("new-key")
@click.confirmation_option(
    prompt="Every reader has to allow push messages again. Make a new key?"
)
@with_appcontext
def make_key() -> None:
    """Make a new key pair, which ends push messages in every browser.

    Only a key that somebody else knows is a reason to do this.
    """
    seal = seal_of(config())
    with current_database().unit_of_work(write=True) as work:
        gone = push_keys.replace(work.session, seal=seal, now=work.now)
    click.echo(f"The key is new. Browsers that have to be allowed again: {gone}")
