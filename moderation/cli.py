"""The command line: ``flask --app wsgi …``."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable

import click
from flask import Flask

from auth.database import EXTENSION as DATABASE
from auth.database import Database
from auth.sites import found_site
from moderation.config import Config
from moderation.intake.worker import Worker
from moderation.migrating import upgrade
from moderation.policy.services import profiles
from moderation.scoring.loading import load_scorer
from moderation.scoring.protocol import Scorer


def register(app: Flask, config: Config) -> None:
    """Give *app* its commands."""
    database: Database = app.extensions[DATABASE]

    def scorer() -> Scorer:
        return load_scorer(
            config.classifier,
            config.instance_path,
            sha256=config.classifier_sha256,
            report=click.echo,
        )

    @app.cli.command()
    @click.option("--site-name", default="The Newsroom")
    def setup(site_name: str) -> None:
        """Bring the database to the newest schema and make the classifier ready."""
        set_up(config, database, site_name)
        click.echo("Making the classifier ready …")
        scorer()

    @app.cli.command()
    def serve() -> None:
        """Serve the site, with its worker, until told to stop."""
        from moderation.serving import serve  # noqa: PLC0415  gunicorn is not for every command.

        click.echo(f"Ceasefire: http://127.0.0.1:{config.port}")
        serve(app, config, scorer)

    @app.cli.command()
    def worker() -> None:
        """Classify what waits. Run as many as the work needs."""
        work = Worker(database, scorer(), poll_seconds=config.worker_poll_seconds)
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, _stopper(work))
        work.run()


def set_up(config: Config, database: Database, site_name: str) -> None:
    """Migrate, and found what every newsroom has: a site and the profiles."""
    config.instance_path.mkdir(parents=True, exist_ok=True)
    upgrade(database)
    host = config.base_url.rpartition("//")[2].rstrip("/")
    with database.unit_of_work(write=True) as work:
        found_site(work.session, name=site_name, host=host, now=work.now)
        profiles.found(work.session, now=work.now)


def _stopper(work: Worker) -> Callable[..., None]:
    def stop(*_: object) -> None:
        work.stop.set()
        work.wake.set()
        sys.stderr.write("Stopping.\n")

    return stop
