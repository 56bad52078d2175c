"""The command line: ``flask --app wsgi …``."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable
from functools import partial

import click
from flask import Flask

from auth.database import EXTENSION as DATABASE
from auth.database import Database
from auth.sites import found_site
from moderation import doctor
from moderation.config import Config, Environment
from moderation.demo import founding
from moderation.intake.worker import Worker
from moderation.migrating import upgrade
from moderation.policy.services import profiles
from moderation.scoring.lines import score_lines
from moderation.scoring.loading import load_scorer
from moderation.scoring.protocol import Scorer


def register(app: Flask, config: Config) -> None:
    """Give *app* its commands."""
    database: Database = app.extensions[DATABASE]
    scorer = partial(
        load_scorer,
        config.classifier,
        config.instance_path,
        sha256=config.classifier_sha256,
        report=partial(click.echo, err=True),
    )

    @app.cli.command()
    @click.option("--site-name", default="The Courier")
    def setup(site_name: str) -> None:
        """Bring the database to the newest schema and make the classifier ready."""
        set_up(config, database, site_name, scorer)

    @app.cli.command()
    def serve() -> None:
        """Serve the site, with its worker, until told to stop."""
        # gunicorn is imported where it serves: no other command needs it.
        from moderation.serving import serve  # noqa: PLC0415

        click.echo(f"Ceasefire: http://127.0.0.1:{config.port}")
        for line in founding.sign_ins(config.instance_path):
            click.echo(f"  {line}")
        serve(app, config, scorer)

    @app.cli.command()
    def worker() -> None:
        """Classify what waits. Run as many as the work needs."""
        work = Worker(database, scorer(), poll_seconds=config.worker_poll_seconds)
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, _stopper(work))
        work.run()

    @app.cli.command()
    def score() -> None:
        """Score texts: one a line in, one JSON object a line out."""
        for line in score_lines(scorer(), sys.stdin.buffer):
            click.echo(line)

    @app.cli.command("doctor")
    @click.option("--repair", is_flag=True, help="Set counters that are wrong.")
    def examine(repair: bool) -> None:
        """Check the database: version, integrity, counters."""
        for line in doctor.examine(database, repair=repair):
            click.echo(line)


def set_up(
    config: Config, database: Database, site_name: str, scorer: Callable[[], Scorer]
) -> None:
    """Migrate, found what every newsroom has, and make the classifier ready."""
    config.instance_path.mkdir(parents=True, exist_ok=True)
    upgrade(database)
    host = config.base_url.rpartition("//")[2].rstrip("/")
    with database.unit_of_work(write=True) as work:
        site = found_site(work.session, name=site_name, host=host, now=work.now)
        profiles.found(work.session, now=work.now)
        site_id = site.id
    if config.environment is Environment.DEVELOPMENT:
        founding.found(
            database,
            scorer,
            site_id=site_id,
            instance_path=config.instance_path,
            report=click.echo,
        )
    else:
        scorer()


def _stopper(work: Worker) -> Callable[..., None]:
    def stop(*_: object) -> None:
        work.stop.set()
        work.wake.set()
        sys.stderr.write("Stopping.\n")

    return stop
