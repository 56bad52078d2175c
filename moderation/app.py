"""The application factory. Only this module puts the rooms together."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

from flask import Flask, current_app
from flask_wtf import CSRFProtect
from sqlalchemy.orm import Session

import auth.pages.sso.machines
import auth.setup
import moderation.perspective.api
import moderation.perspective.cli
from auth.core.numbers import RowNumber
from auth.core.settings import AuthSettings
from auth.db.database import EXTENSION as DATABASE
from auth.db.database import Database
from moderation.commands import newsroom, refusing
from moderation.commands.unprepared import explain_missing_tables
from moderation.community import room as community
from moderation.compliance import room as compliance
from moderation.demo import room as demo
from moderation.discussion import room as discussion
from moderation.discussion.services import writing
from moderation.embed import room as embed
from moderation.event_table import open_database
from moderation.exchange import room as exchange
from moderation.exchange.compat import room as compat
from moderation.exchange.imports.services import claiming
from moderation.exchange.imports.services.authors import Digester
from moderation.exchange.verdicts import room as verdicts
from moderation.exchange.webhooks import room as webhooks
from moderation.intake import room as intake
from moderation.intake.classifiers import nudging_scorer_of, scorer_of
from moderation.notifications import room as notifications
from moderation.perspective.api import EXTENSION as PERSPECTIVE
from moderation.perspective.api import Limits
from moderation.perspective.services.quota import Quota
from moderation.platform import logs, outbox
from moderation.platform.config import Config, Environment, LogFormat
from moderation.platform.errors import SettingError
from moderation.platform.secret_keys import seal_of
from moderation.platform.settings.environment import from_environment
from moderation.privacy import room as privacy
from moderation.privacy.ledger import Ledger
from moderation.review.appeals import room as appeals
from moderation.review.authors import room as authors
from moderation.review.decisions import room as decisions
from moderation.review.quality import room as quality
from moderation.review.queue import room as queue
from moderation.review.sanctions import room as sanctions
from moderation.review.sanctions.services import returned
from moderation.running import restored, standalone
from moderation.running.metrics import pages as metrics
from moderation.running.metrics import room as running
from moderation.running.safety import refusal_of
from moderation.running.tracing import starting as tracing
from moderation.scoring.base.protocol import Scorer
from moderation.scoring.runtime.lazy_scorer import LazyScorer
from moderation.tuning import room as tuning
from moderation.web import (
    api_base,
    flask_settings,
    former_paths,
    health,
    limits,
    responses,
)
from moderation.web import room as web
from moderation.web.api_docs import documentation
from moderation.web.framed.links import FramedFlask
from moderation.web.languages import setup as languages_setup
from moderation.web.proxies import believing
from moderation.web.public_part import parts as public_parts
from moderation.web.public_part.front import Front
from moderation.web.request import NUDGING_SCORER, SCORER

csrf = CSRFProtect()

ROOMS = (
    community.ROOM,
    compliance.ROOM,
    demo.ROOM,
    discussion.ROOM,
    exchange.ROOM,
    compat.ROOM,
    intake.ROOM,
    notifications.ROOM,
    privacy.ROOM,
    appeals.ROOM,
    authors.ROOM,
    decisions.ROOM,
    quality.ROOM,
    queue.ROOM,
    running.ROOM,
    sanctions.ROOM,
    tuning.ROOM,
    verdicts.ROOM,
    webhooks.ROOM,
    web.ROOM,
    # Last: it shows views of the other rooms a second time.
    embed.ROOM,
)


@dataclass(frozen=True)
class Parts:
    """Parts that tests replace: the database and the scorer."""

    database: Database | None = None
    scorer: Scorer | None = None


def create_app(
    config: Config, parts: Parts | None = None, *, for_commands: bool = False
) -> Flask:
    """Create the application. Starts no thread, runs no query and loads no model.

    :param for_commands: do not refuse unsafe settings here. Each command that uses them
        refuses them instead, so that commands that only score texts need no settings.
    :raises SettingError: if settings make no sense, or are not safe in production.
    """
    parts = parts or Parts()
    refusal = refusal_of(config)
    if refusal and not for_commands:
        raise refusal
    if config.perspective_only:
        return finish(create_alone(config, parts), config, refusal)
    app = FramedFlask("moderation", instance_path=str(config.instance_path.absolute()))
    flask_settings.configure(app, config)
    app.extensions["ceasefire.config"] = config
    app.extensions[DATABASE] = parts.database or open_database(config.database)
    app.jinja_env.autoescape = True
    # Set before any route is added. It refuses numbers that no row can have.
    app.url_map.converters["int"] = RowNumber
    logs.setup(app, as_json=config.log_format is LogFormat.JSON)
    # Before everything that may answer a request, so that it sees all of them.
    tracing.setup(app, app.extensions[DATABASE], config)
    restored.guard(app, Ledger(config.ledger_path))
    metrics.setup(app)
    csrf.init_app(app)
    languages_setup.setup(app)
    responses.setup(app)
    public_parts.setup(app)
    auth.setup.setup(app, auth_settings(config))
    csrf.exempt(auth.pages.sso.machines.blueprint)
    limits.setup(app, config)
    add_rooms(app)
    add_perspective(app, config, parts)
    former_paths.keep(app)
    newsroom.register(app)
    explain_missing_tables(app)
    app.wsgi_app = Front(app.wsgi_app, app)  # type: ignore[method-assign]
    return finish(app, config, refusal)


def create_alone(config: Config, parts: Parts) -> Flask:
    """Create the application with only the Perspective-compatible API."""
    database = parts.database or open_database(config.database)
    app = standalone.create(config, database)
    app.register_blueprint(health.blueprint)
    add_perspective(app, config, parts)
    return app


def finish(app: Flask, config: Config, refusal: SettingError | None) -> Flask:
    """Wrap *app*: trust the configured proxies, and refuse to serve unsafe settings."""
    app.wsgi_app = believing(app.wsgi_app, hops=config.trusted_proxy_hops)  # type: ignore[method-assign, assignment]
    if refusal is not None:
        refusing.refuse_to_serve(app, refusal)
    return app


def add_rooms(app: Flask) -> None:
    """Register the pages and the JSON endpoints of every room."""
    interface = responses.Api(app)
    for room in ROOMS:
        room.register(app, interface, csrf)
    api_base.describe(app, interface)
    url = app.extensions["ceasefire.config"].base_url.rstrip("/")
    documentation.keep(app, interface, url=url)


def add_perspective(app: Flask, config: Config, parts: Parts) -> None:
    """Register the Perspective-compatible API with its classifier and its quota."""
    database = None if config.perspective_only else app.extensions[DATABASE]
    app.extensions[SCORER] = LazyScorer(
        partial(_given, parts.scorer) if parts.scorer else scorer_of(config, database)
    )
    app.extensions[NUDGING_SCORER] = nudging_scorer_of(config, database)
    quota = Quota(app.extensions[DATABASE], a_minute=config.perspective_calls_a_minute)
    app.extensions[PERSPECTIVE] = Limits(quota)
    moderation.perspective.cli.register(app)
    csrf.exempt(moderation.perspective.api.blueprint)
    app.register_blueprint(moderation.perspective.api.blueprint)


def auth_settings(config: Config) -> AuthSettings:
    """Return the settings that the accounts need."""
    return AuthSettings(
        is_production=config.is_production,
        base_url=config.base_url.rstrip("/"),
        mailer=outbox.queue_mail,
        on_verified=release_parked,
        on_returned=carry_sanctions_over,
        seal=seal_of(config),
        outbox_path=None if config.is_production else "/outbox",
        form_seconds=config.form_seconds,
    )


def release_parked(session: Session, account_id: int, now: datetime) -> None:
    """Queue the comments that waited, and hand over those imported for the address."""
    writing.release_parked(session, author_id=account_id, now=now)
    digester = Digester(current_app.config["SECRET_KEY"])
    claiming.claim(session, account_id, digester=digester, now=now)


def carry_sanctions_over(
    session: Session, former_id: int, account_id: int, now: datetime
) -> None:
    """Impose on a new account what is in force against the person's erased one."""
    returned.carry_over(session, from_id=former_id, to_id=account_id, now=now)


def testing_config(instance_path: Path, **changes: object) -> Config:
    """Return settings for tests: a fixed secret, no mail, a fixed scorer."""
    given: dict[str, object] = {
        "environment": Environment.TESTING,
        "instance_path": instance_path,
        "secret_key": "not secret: for tests alone",
        "classifier": "fixed",
        "form_seconds": 0,
    }
    return Config(**(given | changes))  # type: ignore[arg-type]


def _given(scorer: Scorer) -> Scorer:
    return scorer


__all__ = ["Parts", "create_app", "from_environment", "testing_config"]
