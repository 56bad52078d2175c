"""The console script ``ceasefire``: the commands of ``flask --app wsgi``."""

from __future__ import annotations

from importlib import import_module

import click
from flask import Flask
from flask.cli import FlaskGroup

from moderation import __version__


def load_app() -> Flask:
    """Return the application, made from the settings in the environment."""
    # Importing it reads the settings, which `--version` and a plain import do without.
    app: Flask = import_module("moderation.wsgi").app
    return app


@click.group(
    cls=FlaskGroup,
    create_app=load_app,
    add_default_commands=False,
    add_version_option=False,
    load_dotenv=False,
    set_debug_flag=False,
)
@click.version_option(__version__, prog_name="Ceasefire")
def main() -> None:
    """Run and maintain Ceasefire, a comment section and moderation desk."""


# Flask's own options choose another application or its debugger. Neither is wanted.
main.params = [each for each in main.params if each.name == "version"]
