"""The Perspective-compatible API alone: keys and corrections, no accounts or pages."""

from __future__ import annotations

import secrets
from datetime import datetime

import click
from flask import Flask, Response, current_app
from flask.cli import AppGroup, with_appcontext
from flask_login import LoginManager
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.exceptions import HTTPException

from auth.access import browser, keys, security_log
from auth.access.declarations import by_key, check_access, public
from auth.access.key_models import ApiKey
from auth.commands import end_key, show_keys
from auth.core.models import Account
from auth.db.database import EXTENSION as DATABASE
from auth.db.database import Database, UnitOfWork, current_database
from moderation.perspective import responses
from moderation.platform import logs
from moderation.platform.command_errors import settings_explained
from moderation.platform.config import Config
from moderation.running.migrate import upgrade
from moderation.running.tracing import starting as tracing
from moderation.web.request import SCORER, config

OWNER = "API keys"
SCOPES = ("analyze",)

key = AppGroup("key", help="API keys.")


def create(settings: Config, database: Database) -> Flask:
    """Create the application without the API, which the caller adds."""
    app = Flask("perspective", static_folder=None)
    app.config.update(
        # Nothing is signed: no cookie is ever set.
        SECRET_KEY=secrets.token_urlsafe(32),
        MAX_CONTENT_LENGTH=2 * 1024 * 1024,
    )
    app.extensions["ceasefire.config"] = settings
    app.extensions[DATABASE] = database
    logs.setup(app)
    tracing.setup(app, database, settings)
    browser.setup(LoginManager(app))
    app.before_request(check_access)
    security_log.setup(app)
    app.register_error_handler(HTTPException, responses.refuse_http)
    app.add_url_rule("/", "index", index)
    app.cli.add_command(serve)
    app.cli.add_command(key)
    return app


@by_key
@public
def index() -> Response:
    """Describe the API that is served here."""
    return responses.json_answer(
        {
            "name": "Ceasefire, Perspective-compatible API",
            "discovery": "/$discovery/rest?version=v1alpha1",
        }
    )


@click.command()
@with_appcontext
def serve() -> None:
    """Serve the API until told to stop. The first time, create a key and print it."""
    # The web server is imported where it serves: no other command needs it.
    from moderation.running import serve  # noqa: PLC0415

    settings = config()
    token = _ready(settings)
    click.echo(f"Perspective-compatible API: {settings.address}/v1alpha1")
    if token:
        click.echo(f"  key, shown this once: {token}")
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001  The only way to the application itself.
    with settings_explained():
        serve.serve(app, settings, app.extensions[SCORER].loaded)


@key.command("create")
@click.argument("name")
@with_appcontext
def create_key(name: str) -> None:
    """Create an API key and print it. It cannot be shown again."""
    _migrate(config())
    with current_database().unit_of_work(write=True) as work:
        click.echo(_make(work, name))


@key.command("list")
@with_appcontext
def list_keys() -> None:
    """List the number, name and scopes of each API key, but not the keys."""
    _migrate(config())
    show_keys()


@key.command("revoke")
@click.argument("number", type=int)
@with_appcontext
def revoke_key(number: int) -> None:
    """Revoke the API key with this NUMBER. It fails from the next call on."""
    _migrate(config())
    end_key(number)


def _ready(settings: Config) -> str | None:
    """Migrate the database; return the first key if it was just created."""
    _migrate(settings)
    with current_database().unit_of_work(write=True) as work:
        if work.session.scalar(select(ApiKey.id).limit(1)) is not None:
            return None
        return _make(work, "first")


def _migrate(settings: Config) -> None:
    settings.instance_path.mkdir(parents=True, exist_ok=True)
    upgrade(current_database())


def _make(work: UnitOfWork, name: str) -> str:
    owner = _owner(work.session, work.now)
    return keys.create(
        work.session, name=name, scopes=SCOPES, account_id=owner.id, now=work.now
    )


def _owner(session: Session, now: datetime) -> Account:
    """Return the account that owns the keys. Nobody can log in with it."""
    found = session.scalar(select(Account).where(Account.display_name == OWNER))
    if found is None:
        found = Account(
            display_name=OWNER,
            name_canonical=OWNER.lower(),
            email="",
            email_canonical="",
            password_hash="",
            created_at=now,
        )
        session.add(found)
        session.flush()
    return found
