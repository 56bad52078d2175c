"""The commands of a newsroom: ``flask --app wsgi …``."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable

import click
from flask import Flask, current_app
from flask.cli import with_appcontext
from sqlalchemy.orm import Session

from auth.accounts import second_factor
from auth.core.settings import settings as auth_settings
from auth.db.database import Database, current_database
from auth.sites.lookup import all_sites, ensure_site
from auth.sso.services import identities, providers
from moderation.commands.database import databases
from moderation.commands.erasures import erasures, refuse_restored
from moderation.commands.exporting import exporting
from moderation.commands.importing import importing
from moderation.commands.mail import mail
from moderation.commands.model import model
from moderation.commands.push import push
from moderation.demo import founding
from moderation.demo.history import COMMENTS as OLDER_COMMENTS
from moderation.demo.newspaper import server as newspaper
from moderation.embed import page_check
from moderation.exchange.webhooks.services import endpoints
from moderation.intake import classifier_names
from moderation.intake.classifiers import follower_of, scorer_of, shadow_of
from moderation.intake.worker import Worker
from moderation.notifications.services import push_keys
from moderation.platform import chore_runner, logs, wake_up
from moderation.platform.command_errors import settings_explained
from moderation.platform.config import LOOPBACK, Config, Environment
from moderation.platform.secret_keys import seal_of
from moderation.policy.services import profiles
from moderation.privacy.ledger import Ledger
from moderation.running import doctor, embed_doctor, purge
from moderation.running.chores import chores_of, kept_by
from moderation.running.metrics.exposing import listen
from moderation.running.migrate import TableInUseError, missing, newer, upgrade
from moderation.scoring.base.checkpoints import BUNDLED
from moderation.scoring.base.protocol import Scorer
from moderation.scoring.runtime.line_scoring import score_lines
from moderation.scoring.runtime.loading import FIXED
from moderation.web.request import SCORER, config


def register(app: Flask) -> None:
    """Add the commands to *app*."""
    app.cli.add_command(model)
    app.cli.add_command(importing)
    app.cli.add_command(exporting)
    app.cli.add_command(mail)
    app.cli.add_command(push)
    app.cli.add_command(erasures)
    app.cli.add_command(databases)
    for command in (setup, serve, worker, score, examine, remove_stale):
        app.cli.add_command(command)


@click.command()
@click.option("--site-name", default="The Courier")
@with_appcontext
def setup(site_name: str) -> None:
    """Migrate the database to the newest schema, and prepare the classifier."""
    database = current_database()
    set_up(config(), database, site_name, scorer_of(config(), database))
    if shadow := shadow_of(config(), current_database()):
        shadow.load()
    with current_database().unit_of_work(write=True) as work:
        seal = auth_settings().seal
        lost = second_factor.seal_anew(work.session, seal)
        lost_secrets = providers.seal_anew(work.session, seal)
        identities.digest_anew(work.session, seal)
        unreadable = endpoints.seal_anew(work.session, seal)
    if lost_secrets:
        click.echo(
            f"{lost_secrets} secrets of identity providers are sealed by a key that is"
            " gone: enter them again."
        )
    if lost:
        click.echo(
            f"{lost} second factors are sealed by a key that no longer exists:"
            " reset them."
        )
    if unreadable:
        click.echo(
            f"{unreadable} secrets of webhooks are sealed by a key that no longer"
            " exists: rotate them."
        )


@click.command()
@with_appcontext
def serve() -> None:
    """Serve the site, with its worker, until told to stop."""
    # The web server is imported where it serves: no other command needs it.
    from moderation.running import serve  # noqa: PLC0415

    refuse_stale(current_database())
    refuse_restored(current_database(), program())
    settings = config()
    click.echo(f"Ceasefire: {settings.address}")
    if origin := newspaper.origin_of(settings):
        click.echo(f"A newspaper that embeds its comments: {origin}")
    for line in founding.sign_ins(settings.instance_path):
        click.echo(f"  {line}")
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001  The only way to the application itself.
    with settings_explained():
        serve.serve(app, settings, app.extensions[SCORER].loaded)


@click.command()
@with_appcontext
def worker() -> None:
    """Score waiting comments. Run as many workers as needed."""
    refuse_stale(current_database())
    refuse_restored(current_database(), program())
    settings = config()
    database = current_database()
    work = Worker(
        database,
        scorer_of(settings, database)(),
        poll_seconds=settings.worker_poll_seconds,
    )
    follower = follower_of(
        settings,
        database,
        scorer=work.scorer,
        use=lambda scorer, _: setattr(work, "scorer", scorer),
        use_shadow=work.use_shadow,
    )
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, _stopper(work))
    logs.watch_threads()
    chores = [*chores_of(database, settings, work.stop), follower.chore()]
    chore_runner.start(chores, work.stop)
    listen(database, settings)
    wake_up.begin(database, work.wake, work.stop)
    work.run()


@click.command()
@with_appcontext
def score() -> None:
    """Score texts: reads one text per line, writes one JSON object per line."""
    for line in score_lines(scorer_of(config())(), sys.stdin.buffer):
        click.echo(line)


@click.command("doctor")
@click.option("--repair", is_flag=True, help="Correct wrong counters.")
@click.option("--embed", metavar="URL", help="Check a page that embeds a discussion.")
@with_appcontext
def examine(*, repair: bool, embed: str | None) -> None:
    """Check the database: version, integrity, counters; or a publisher's page."""
    if embed:
        home = config().base_url.rstrip("/")
        is_wrong = False
        for line in embed_doctor.examine(current_database(), embed, base_url=home):
            click.echo(line)
            is_wrong |= line.startswith(page_check.WRONG)
        sys.exit(int(is_wrong))
    ledger = Ledger(config().ledger_path)
    for line in doctor.examine(
        current_database(),
        repair=repair,
        ledger=ledger,
        configured=classifier_names.version_configured(config()),
    ):
        click.echo(line)


@click.command("purge")
@with_appcontext
def remove_stale() -> None:
    """Send reminders and remove expired data, as the hourly chore does."""
    purge.remind(current_database(), base_url=config().base_url.rstrip("/"))
    purge.erase(current_database(), ledger=Ledger(config().ledger_path))
    count = purge.purge(current_database(), kept=kept_by(config()))
    is_one = count == 1
    who = "account that was" if is_one else "accounts that were"
    click.echo(f"{count} {who} never confirmed {'is' if is_one else 'are'} gone.")


def refuse_stale(database: Database) -> None:
    """Refuse a database that lacks migrations of this version.

    :raises ClickException: with the missing migration and the command to run.
    """
    if lacks := missing(database):
        raise click.ClickException(
            f"The database lacks the migrations {', '.join(lacks)} of this version."
            f" Please run: {program()} setup"
        )


def program() -> str:
    """Return how the current command was started, for messages."""
    name = click.get_current_context().find_root().info_name
    return "ceasefire" if name == "ceasefire" else "flask --app wsgi"


def refuse_newer(database: Database) -> None:
    """Refuse to set up a database of a newer version. Serving it is allowed.

    :raises ClickException: with the unknown migration.
    """
    if unknown := newer(database):
        raise click.ClickException(
            f"A newer version has migrated the database to {unknown}, which this"
            " version does not know. Please run setup of the newer version."
        )


def set_up(
    settings: Config, database: Database, site_name: str, scorer: Callable[[], Scorer]
) -> None:
    """Migrate, create what every newsroom needs, and prepare the classifier."""
    settings.instance_path.mkdir(parents=True, exist_ok=True)
    refuse_newer(database)
    try:
        upgrade(database)
    except TableInUseError as error:
        raise click.ClickException(str(error)) from error
    with database.unit_of_work(write=True) as work:
        host = _host(work.session, settings)
        site = ensure_site(work.session, name=site_name, host=host, now=work.now)
        is_neutral = settings.classifier not in {BUNDLED, FIXED}
        profiles.ensure_built_in(work.session, now=work.now, is_neutral=is_neutral)
        push_keys.ensure(work.session, seal=seal_of(settings), now=work.now)
        site_id = site.id
    if settings.environment is Environment.DEVELOPMENT:
        founding.create_demo(
            database,
            scorer,
            site_id=site_id,
            instance_path=settings.instance_path,
            older_comments=OLDER_COMMENTS if settings.demo_history else 0,
            report=click.echo,
        )
    else:
        scorer()


def _host(session: Session, settings: Config) -> str:
    """Return the host of the site that setup creates or finds.

    The demo stays one site on whatever port it is served, because a second one would be
    empty.
    """
    host = settings.base_url.rpartition("//")[2].rstrip("/")
    if settings.environment is Environment.DEVELOPMENT and host.startswith(LOOPBACK):
        local = (site.host for site in all_sites(session))
        return next((each for each in local if each.startswith(LOOPBACK)), host)
    return host


def _stopper(work: Worker) -> Callable[..., None]:
    def stop(*_: object) -> None:
        work.stop.set()
        work.wake.set()
        sys.stderr.write("Stopping.\n")

    return stop
