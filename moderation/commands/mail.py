"""The commands about mail: ``flask --app wsgi mail …``."""

from __future__ import annotations

import email
import sys
from dataclasses import replace
from email.policy import default

import click
from flask.cli import AppGroup, with_appcontext

from auth.db.database import current_database
from moderation.notifications import bounces
from moderation.notifications.services import bouncing
from moderation.platform.outbox import OutboxMessage
from moderation.platform.secret_keys import secret_of
from moderation.running.mail_delivery import number_in
from moderation.web.request import config

mail = AppGroup("mail", help="Mail that comes back.")


@mail.command("bounce")
@with_appcontext
def take_bounce() -> None:
    """Read one mail from standard input: a report that mail came back.

    A mail server pipes everything to the address in MAIL_BOUNCES into it. Other mail
    is ignored.
    """
    report = email.message_from_binary_file(sys.stdin.buffer, policy=default)
    bounce = bounces.of_report(report)
    if bounce is None:
        click.echo("This is not a report about mail. Ignored.")
        return
    number = number_in(bounce.sent_to, secret=secret_of(config()))
    if number is None:
        # Anybody could write such a report, so only our own envelope sender counts.
        click.echo("This report is not about our mail. Ignored.")
        return
    with current_database().unit_of_work(write=True) as work:
        message = work.session.get(OutboxMessage, number)
        recipient = message.recipient if message else ""
        known = bouncing.note(
            work.session, replace(bounce, address=recipient), now=work.now
        )
    click.echo("Noted." if known else "No account has this address. Ignored.")
